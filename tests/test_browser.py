"""The drawing pad in JupyterLab, with a real browser: drawn on by mouse, finger and keys, and read in the kernel.

One JupyterLab, one page and one notebook serve all tests; each begins with an empty pad. Screenshots go to
$BROWSER_TEST_OUTPUT, or to pytest's temporary folder.
"""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright")

CHROMIUM = next(filter(None, map(shutil.which, ("google-chrome", "chromium", "chromium-browser"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (Debian: apt-get install chromium)"),
]

ROOT = Path(__file__).resolve().parent.parent
STARTUP_SECONDS = 120
A = [[(180, 210), (250, 30)], [(250, 30), (300, 205)], [(205, 140), (285, 145)]]
SEVEN = [[(150, 40), (290, 38), (200, 210)]]

# Who reads the drawn character: any code that defines read(pad) -> str.
READER = """
from helpers import ocr

reader = ocr.reader()

def read(pad):
    return reader.classes[reader.predict_proba(pad.image(side=32)[None]).argmax()]
"""
PAD = """
import ipywidgets
from helpers import draw

pad, answer = draw.Pad(), ipywidgets.Label()
example, reset = (ipywidgets.Button(description=name) for name in ("Example", "Reset"))

def look(_):
    answer.value = f"Python has {len(pad.strokes)} strokes: {read(pad) if pad.strokes else 'nothing'}"

def show_example(_):
    pad.strokes = [[(100, 100), (200, 150)], [(300, 50)]]
    pad.undo()

def empty(_):
    pad.value = pad.cleared = "[]"

pad.observe(look, names="value")
example.on_click(show_example)
reset.on_click(empty)
look(None)
ipywidgets.VBox([pad, answer, example, reset])
"""


def settings_folder(folder):
    """Return the environment of a JupyterLab of its own, that shows no news and looks for no updates."""
    user = folder / "settings" / "@jupyterlab" / "apputils-extension"
    user.mkdir(parents=True)
    (user / "notification.jupyterlab-settings").write_text('{"fetchNews": "false", "checkForUpdates": false}')
    names = {"CONFIG_DIR": "config", "DATA_DIR": "data", "RUNTIME_DIR": "runtime"}
    return {
        **os.environ,
        **{f"JUPYTER_{name}": str(folder / sub) for name, sub in names.items()},
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "IPYTHONDIR": str(folder / "ipython"),
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
    }


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a JupyterLab with one notebook, that is stopped in the end."""
    folder = tmp_path_factory.mktemp("lab")
    cells = [nbformat.v4.new_code_cell(source.strip()) for source in (READER, PAD)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    (folder / "notebooks").mkdir()
    nbformat.write(notebook, folder / "notebooks" / "pad.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [
        "--no-browser", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={folder / 'notebooks'}", "--IdentityProvider.token=", "--expose-app-in-browser",
        "--LabApp.news_url=None", "--LabApp.extension_manager=readonly",
    ]  # fmt: skip
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")
    log = folder / "lab.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            env=settings_folder(folder),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for_server(address, server, log)
        yield address
    finally:
        server.terminate()  # it ends its kernels first
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_for_server(address, server, log):
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(f"{address}/api", timeout=5):
            return
        time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text(errors='replace')[-2000:]}")


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    """The folder for the screenshots."""
    folder = Path(os.environ.get("BROWSER_TEST_OUTPUT") or tmp_path_factory.mktemp("browser"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def page(lab, output):
    """A browser's page with the notebook open and run; in the end, nothing may have gone wrong in its console."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        context = browser.new_context(viewport={"width": 1100, "height": 800}, device_scale_factor=2, has_touch=True)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.console_errors = []
        page.on("pageerror", lambda error: page.console_errors.append(str(error)))
        page.on("console", lambda message: page.console_errors.append(message.text) if message.type == "error" else 0)
        try:
            page.goto(f"{lab}/lab/tree/pad.ipynb")
            page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=STARTUP_SECONDS * 1000)
            page.wait_for_function(KERNEL_IS_READY, timeout=STARTUP_SECONDS * 1000)
            run(page, "notebook:run-all-cells")
            page.wait_for_selector("text=Python has 0 strokes", timeout=STARTUP_SECONDS * 1000)
            yield page
        finally:
            page.screenshot(path=output / "end.png")
            browser.close()


KERNEL_IS_READY = "jupyterapp.shell.currentWidget.context.sessionContext.session?.kernel?.status === 'idle'"


def run(page, command, **options):
    """Start one of JupyterLab's commands, without waiting for its end."""
    page.evaluate(f"() => {{ jupyterapp.commands.execute('{command}', {json.dumps(options)}) }}")


@pytest.fixture
def pad(page):
    """The pad, empty, with nothing to bring back, and in view."""
    page.get_by_role("button", name="Reset").click()
    python_has(page, 0)
    page.locator(".pad path:first-of-type[d='']").wait_for(state="attached")
    pad = page.locator(".pad svg")
    pad.scroll_into_view_if_needed()
    return pad


def python_has(page, strokes, letter=None):
    """Wait until Python says that it has so many strokes, and what they read as."""
    what = re.escape(letter) if letter else "(nothing|.)"
    label = page.locator(".widget-label", has_text=re.compile(f"^Python has {strokes} strokes: {what}$"))
    try:
        label.wait_for()
    except playwright.TimeoutError:
        found = page.locator(".widget-label").all_inner_texts()
        pytest.fail(f"expected {strokes} strokes read as {letter or 'anything'}, found {found}")


def by_mouse(page, pad, strokes):
    """Draw strokes, in the pad's pixels."""
    box = pad.bounding_box()
    for (x, y), *others in strokes:
        page.mouse.move(box["x"] + x, box["y"] + y)
        page.mouse.down()
        for x, y in others:
            page.mouse.move(box["x"] + x, box["y"] + y, steps=8)
        page.mouse.up()


@pytest.mark.parametrize(("letter", "strokes"), [("A", A), ("7", SEVEN)])
def test_what_is_drawn_is_read(page, pad, output, letter, strokes):
    for i, stroke in enumerate(strokes):
        by_mouse(page, pad, [stroke])
        python_has(page, i + 1)  # after each stroke
    python_has(page, len(strokes), letter)
    page.screenshot(path=output / f"drawn_{letter}.png")


def test_undo_and_clear_by_button(page, pad):
    by_mouse(page, pad, A)
    python_has(page, 3, "A")
    page.get_by_role("button", name="Undo").click()
    python_has(page, 2)
    page.get_by_role("button", name="Clear").click()
    python_has(page, 0)
    page.get_by_role("button", name="Undo").click()
    python_has(page, 2)


@pytest.mark.parametrize("clear", ["Escape", "Delete"])
@pytest.mark.parametrize("undo", ["Control+z", "Meta+z"])
def test_undo_and_clear_by_key(page, pad, undo, clear):
    by_mouse(page, pad, A)
    python_has(page, 3)
    page.keyboard.press(undo)
    python_has(page, 2)
    page.keyboard.press(clear)
    python_has(page, 0)
    page.keyboard.press(undo)
    python_has(page, 2)
    assert page.locator(".jp-Notebook .jp-CodeCell").count() == 2, "the notebook took the keys for its own"


def test_python_shows_undoes_and_clears(page, pad):
    page.get_by_role("button", name="Example").click()
    python_has(page, 1)
    assert page.locator(".pad path").first.get_attribute("d") == "M100,100L200,150"
    by_mouse(page, pad, [[(300, 50)]])
    python_has(page, 2)


def test_a_tap_of_a_finger_is_a_dot(page, pad):
    box = pad.bounding_box()
    page.touchscreen.tap(box["x"] + 100, box["y"] + 80)
    python_has(page, 1)
    assert page.locator(".pad path").first.get_attribute("d") == "M100,80L100,80"


def test_a_stroke_that_leaves_the_pad_stays_at_its_edge(page, pad):
    by_mouse(page, pad, [[(400, 100), (600, 120), (400, 200)]])
    python_has(page, 1)
    xs = [float(x) for x in re.findall(r"[ML ]([\d.]+),", page.locator(".pad path").first.get_attribute("d"))]
    assert max(xs) == 480


def test_another_mouse_button_draws_nothing(page, pad):
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 50, box["y"] + 50)
    page.mouse.down(button="middle")
    page.mouse.move(box["x"] + 90, box["y"] + 90)
    page.mouse.up(button="middle")
    assert not page.locator(".pad path").first.get_attribute("d")


def test_keys_reach_the_pad_and_draw(page, pad, output):
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Shift+Tab")
    assert pad.evaluate("svg => svg === document.activeElement")
    assert pad.evaluate("svg => parseFloat(getComputedStyle(svg).outlineWidth)") >= 2, "a focus ring"
    tip = page.locator(".pad circle")
    assert tip.is_visible()

    def press(*keys):
        for key in keys:
            for _ in range(int(key[1:] or 1)):
                page.keyboard.press({"<": "ArrowLeft", ">": "ArrowRight", "^": "ArrowUp", "v": "ArrowDown",
                                     "/": "End", " ": " ", "!": "Enter", "s": "Shift+ArrowLeft"}[key[0]])  # fmt: skip

    start = [float(tip.get_attribute(name)) for name in ("cx", "cy")]
    press("s3")
    assert [float(tip.get_attribute(name)) for name in ("cx", "cy")] == [start[0] - 6, start[1]]
    press("^30", "v4", "<30", ">12", " ", ">13")
    page.get_by_role("status").filter(has_text="pen down").wait_for()
    python_has(page, 0)
    page.screenshot(path=output / "keyboard.png")
    press("/10", "v5", "!")
    python_has(page, 1, "7")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # Undo
    python_has(page, 0)
    page.keyboard.press("Tab")
    assert page.get_by_role("button", name="Clear").evaluate("button => button === document.activeElement")


def test_other_keys_do_nothing_to_the_notebook(page, pad):
    by_mouse(page, pad, SEVEN)
    for key in ("b", "m"):  # a new cell, a cell of text
        page.keyboard.press(key)
    python_has(page, 1, "7")
    assert page.locator(".jp-Notebook .jp-CodeCell").count() == 2
    assert page.locator(".jp-Notebook .jp-Cell").count() == 2


def test_leaving_the_pad_keeps_the_stroke_that_is_being_drawn(page, pad):
    pad.focus()
    for key in ("Enter", "ArrowLeft", "ArrowLeft", "Tab"):
        page.keyboard.press(key)
    python_has(page, 1)


def test_screen_readers_are_told(page, pad):
    assert pad.get_attribute("role") == "application"
    assert pad.get_attribute("aria-label") == "Drawing pad"
    words = page.locator(f"#{pad.get_attribute('aria-describedby')}").inner_text()
    assert "arrow keys" in words
    by_mouse(page, pad, SEVEN)
    page.get_by_role("status").filter(has_text="1 stroke").wait_for()


COLORS = """root => {
    const style = (selector) => getComputedStyle(root.querySelector(selector));
    const below = (element) => {  // the first background that is not transparent
        for (; element; element = element.parentElement) {
            const color = getComputedStyle(element).backgroundColor;
            if (!/, 0\\)$/.test(color)) return color;
        }
    };
    const paper = style("svg").backgroundColor, ground = below(root);
    return {
        "ink on paper": [style("path").stroke, paper, 7],
        "keyboard pen on paper": [style("circle").stroke, paper, 3],
        "edge of the pad": [style("svg").outlineColor, ground, 3],
        "button": [style("button").color, style("button").backgroundColor, 4.5],
        "help": [style("p").color, ground, 4.5],
        "count": [style("span").color, ground, 4.5],
    };
}"""


def contrast(front, back):
    """The contrast ratio of WCAG 2 between two CSS colors; what is see-through in front mixes with what is behind."""

    def channels(color):
        values = [float(value) for value in re.findall(r"[\d.]+", color)]
        return values[:3], (values[3] if len(values) > 3 else 1.0)

    (front, alpha), (back, _) = channels(front), channels(back)

    def luminance(color):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in color)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    mixed = [alpha * f + (1 - alpha) * b for f, b in zip(front, back, strict=True)]
    light, dark = sorted((luminance(mixed), luminance(back)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["JupyterLab Dark", "JupyterLab Light"])
def test_every_theme_is_readable(page, pad, output, theme):
    run(page, "apputils:change-theme", theme=theme)
    page.wait_for_selector(f"body[data-jp-theme-name='{theme}']", state="attached")
    page.wait_for_selector("#jupyterlab-splash", state="detached")
    by_mouse(page, pad, A)
    python_has(page, 3, "A")
    pad.press("ArrowLeft")  # shows the pen and the ring
    page.screenshot(path=output / f"{theme.split()[1].lower()}.png")
    for what, (front, back, least) in page.locator(".pad").evaluate(COLORS).items():
        assert contrast(front, back) >= least, f"{what}: {front} on {back}"


def test_a_narrow_page_shows_the_whole_pad(page, pad, output):
    page.set_viewport_size({"width": 620, "height": 800})
    try:
        page.wait_for_timeout(500)
        box = pad.bounding_box()
        assert box["width"] < 470
        assert box["height"] == pytest.approx(box["width"] / 2, abs=2)
        scale = box["width"] / 480
        by_mouse(page, pad, [[(240 * scale, 120 * scale)]])
        python_has(page, 1)
        x, y = map(float, re.match(r"M([\d.]+),([\d.]+)", page.locator(".pad path").first.get_attribute("d")).groups())
        assert (x, y) == pytest.approx((240, 120), abs=1.5)
        page.screenshot(path=output / "narrow.png")
    finally:
        page.set_viewport_size({"width": 1100, "height": 800})


def test_nothing_went_wrong_in_the_console(page, pad):
    assert page.console_errors == []
