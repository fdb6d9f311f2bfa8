"""Handouts in a real browser: nothing is loaded, nothing sticks out on a phone, and axe finds nothing serious.

They are made of a made-up lesson; $HANDOUTS may name a folder with real ones, made by `make handouts`. axe-core comes
from npm; $AXE_CORE names its axe.min.js. Screenshots go to $BROWSER_TEST_OUTPUT.
"""

import itertools
import json
import os
import shutil
from pathlib import Path

import nbformat
import pytest
from handouts_lesson import lesson

from tools.handouts.build import build
from tools.handouts.versions import VERSIONS

playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright")
pytest.importorskip("pypandoc", reason="needs pypandoc-binary")
pytest.importorskip("typst", reason="needs typst")

CHROMIUM = next(filter(None, map(shutil.which, ("google-chrome", "chromium", "chromium-browser"))), None)
AXE = os.environ.get("AXE_CORE", "")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (Debian: apt-get install chromium)"),
]
SCREENS = {"desktop": (1280, 900), "phone": (390, 844)}
PAGES = ("index", *VERSIONS)
SECONDS = 120  # a long lesson takes its time on a machine that does other things too


@pytest.fixture(scope="module")
def handouts(tmp_path_factory):
    """The folder with the handouts, of the made-up lesson if no other is named."""
    if folder := os.environ.get("HANDOUTS"):
        return Path(folder).resolve()
    root = tmp_path_factory.mktemp("handouts")
    (root / "notebooks").mkdir()
    nbformat.write(lesson(), root / "notebooks" / "01_made_up.ipynb")
    built = build([root / "notebooks" / "01_made_up.ipynb"], root / "dist", root, quiet=True)
    assert built.errors == {}
    return root / "dist"


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


def pages(handouts, kind):
    """The addresses of the pages of a kind: the index, or a version's lessons."""
    paths = [handouts / "index.html"] if kind == "index" else sorted((handouts / kind).glob("*.html"))
    assert paths
    return [path.as_uri() for path in paths]


def opened(browser, address, screen="desktop", scheme="light"):
    """A page, with what it asked for and what went wrong."""
    width, height = SCREENS[screen]
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    page.set_default_timeout(SECONDS * 1000)
    page.requests, page.errors = [], []
    page.on("request", lambda request: page.requests.append(request.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda message: page.errors.append(message.text) if message.type == "error" else None)
    page.goto(address)
    return page


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_asks_for_nothing_but_itself(browser, handouts, kind):
    for address in pages(handouts, kind):
        page = opened(browser, address)
        assert [url for url in page.requests if not url.startswith("data:")] == [address]
        assert page.errors == []
        assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
        page.close()


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_sticks_out_on_a_phone(browser, handouts, kind):
    for address in pages(handouts, kind):
        page = opened(browser, address, "phone")
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        page.close()


@pytest.mark.skipif(not AXE, reason="needs axe-core: AXE_CORE=…/axe.min.js")
@pytest.mark.parametrize(("screen", "scheme"), list(itertools.product(SCREENS, ("light", "dark"))))
@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing_serious(browser, handouts, kind, screen, scheme):
    for address in pages(handouts, kind):
        page = opened(browser, address, screen, scheme)
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        page.evaluate("dispatchEvent(new Event('resize'))")
        page.evaluate(Path(AXE).read_text(encoding="utf-8"))
        result = page.evaluate("axe.run(document, {resultTypes: ['violations', 'incomplete']})")
        serious = [
            (found["id"], found["impact"], node["html"][:120])
            for found in result["violations"]
            if found["impact"] in ("serious", "critical")
            for node in found["nodes"][:3]
        ]
        assert len(result["passes"]) > 10
        assert serious == [], f"{address}\n{json.dumps(serious, indent=1)}"
        if folder := os.environ.get("BROWSER_TEST_OUTPUT"):
            name = f"{kind}_{Path(address).stem}_{screen}_{scheme}.png"
            page.screenshot(path=Path(folder) / name)
        page.close()


def test_the_skip_link_leads_to_the_lesson(browser, handouts):
    page = opened(browser, pages(handouts, "student")[0])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "lesson"
    page.close()


def test_folded_answers_are_printed_with_the_solutions_and_stay_folded_for_students(browser, handouts):
    for kind, shown in (("solution", True), ("student", False)):
        page = opened(browser, pages(handouts, kind)[0])
        before = page.evaluate("document.querySelectorAll('main details[open]').length")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        folds = page.evaluate("[...document.querySelectorAll('main details:not(.contents)')].map(part => part.open)")
        assert folds
        assert {*folds} == {shown}
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.evaluate("document.querySelectorAll('main details[open]').length") == before
        page.close()


def test_what_is_wider_than_a_phone_can_be_scrolled_with_the_keys(browser, handouts):
    page = opened(browser, pages(handouts, "student")[0], "phone")
    wide = page.evaluate("[...document.querySelectorAll('pre')].filter(box => box.scrollWidth > box.clientWidth)"
                         ".map(box => box.tabIndex)")  # fmt: skip
    assert wide
    assert {*wide} == {0}
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_follows_the_readers_choice_of_light_or_dark(browser, handouts, scheme):
    page = opened(browser, pages(handouts, "student")[0], scheme=scheme)
    color = page.evaluate("getComputedStyle(document.body).backgroundColor")
    brightness = sum(map(int, color.removeprefix("rgb(").removesuffix(")").split(","))) / 3
    assert (brightness > 128) == (scheme == "light")
    page.close()
