"""Handouts: what each version holds, and that pages, PDFs and zips stand on their own."""

import base64
import functools
import io
import itertools
import json
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from handouts_lesson import LONG, OPENING, SECRET, lesson, picture, shown

from tools.handouts import __main__ as command
from tools.handouts import document, html, lab, mathml, pdf
from tools.handouts.build import build
from tools.handouts.pandoc import HandoutError
from tools.handouts.versions import VERSIONS

pytest.importorskip("pypandoc", reason="needs pypandoc-binary")
pytest.importorskip("typst", reason="needs typst")
pypdf = pytest.importorskip("pypdf", reason="needs pypdf")

ROOT = Path(__file__).resolve().parent.parent
HEADINGS = ["1. Formulas and tables", "A heading two levels down", "Exercise 1.1 · Addition", "Claims"]


def write(notebook, folder, name="01_made_up"):
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.ipynb"
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    """A workbook of one lesson, with measured numbers for it."""
    root = tmp_path_factory.mktemp("workbook")
    write(lesson(), root / "notebooks")
    (root / "results").mkdir()
    shutil.copy(ROOT / "results" / "02_scratch_mlp.json", root / "results" / "01_made_up.json")
    (root / "helpers" / "__pycache__").mkdir(parents=True)
    (root / "helpers" / "__init__.py").write_text("")
    (root / "helpers" / "__pycache__" / "x.pyc").write_text("")
    return root


@pytest.fixture(scope="module")
def handouts(workbook):
    """The folder with its handouts."""
    built = build(sorted((workbook / "notebooks").glob("*.ipynb")), workbook / "dist", workbook, jobs=1, quiet=True)
    assert built.errors == {}
    assert built.made == 3
    return workbook / "dist"


def page(handouts, version):
    return (handouts / version / "01_made_up.html").read_text(encoding="utf-8")


@functools.cache
def paper(handouts, version):
    return pypdf.PdfReader(handouts / version / "01_made_up.pdf")


@functools.cache
def text_of(reader):
    return " ".join(" ".join(part.extract_text() for part in reader.pages).split())


class Elements(HTMLParser):
    """The elements of a page, with their attributes, and its text."""

    def __init__(self, text):
        super().__init__()
        self.found, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        if not self.found or self.found[-1][0] not in ("style", "script"):
            self.text += data

    def all(self, *tags):
        return [attributes for tag, attributes in self.found if tag in tags]


@pytest.mark.parametrize("ending", ["ipynb", "html"])
def test_the_student_version_tells_no_solution_anywhere(handouts, ending):
    assert SECRET not in (handouts / "student" / f"01_made_up.{ending}").read_text(encoding="utf-8")
    assert SECRET in (handouts / "solution" / f"01_made_up.{ending}").read_text(encoding="utf-8")


def test_the_student_pdf_tells_no_solution(handouts):
    assert SECRET not in text_of(paper(handouts, "student"))
    assert SECRET not in (handouts / "student" / "01_made_up.pdf").read_bytes().decode("latin-1")
    assert SECRET in text_of(paper(handouts, "solution"))


def test_the_picture_that_needs_the_solution_is_not_in_the_student_version(handouts):
    assert picture("red") in page(handouts, "solution")
    assert picture("red") not in page(handouts, "student")
    assert picture("teal") in page(handouts, "student")


def test_the_student_version_has_the_stub_and_the_hints(handouts):
    text = Elements(page(handouts, "student")).text
    assert "raise NotImplementedError" in text
    assert all(f"Think of {what}" in text for what in ("a first hint", "a second hint", "a + b"))


@pytest.mark.parametrize("version", VERSIONS)
def test_no_version_shows_the_marks_of_solutions(handouts, version):
    assert "### BEGIN" not in page(handouts, version)
    assert "### BEGIN" not in (handouts / version / "01_made_up.ipynb").read_text(encoding="utf-8")


def test_the_instructor_is_told_points_time_questions_mistakes_and_measured_numbers(handouts):
    text = " ".join(Elements(page(handouts, "instructor")).text.split())
    for told in ("3 points, 15 minutes", "Objective: add numbers", "Covers: HKUST 1.1", "What people often get wrong"):
        assert told in text
    value = json.loads((ROOT / "results" / "02_scratch_mlp.json").read_text())["claims"]["toy-accuracy"]["value"]
    assert f"{value:.1f}" in text
    assert "For the instructor" not in Elements(page(handouts, "solution")).text


@pytest.mark.parametrize("version", VERSIONS)
def test_each_notebook_is_valid(handouts, version):
    notebook = nbformat.read(handouts / version / "01_made_up.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.workbook.version == version


@pytest.mark.parametrize("version", [*VERSIONS, "index"])
def test_a_page_loads_nothing(handouts, version):
    text = (handouts / "index.html").read_text(encoding="utf-8") if version == "index" else page(handouts, version)
    elements = Elements(text)
    assert all(found["src"].startswith("data:image/") for found in elements.all("img"))
    assert not elements.all("link", "iframe", "object", "embed", "video", "audio")
    assert not any("src" in found for found in elements.all("script"))
    assert not re.search(r"url\(|@import", text)


@pytest.mark.parametrize("version", VERSIONS)
def test_mathematics_is_mathml_and_no_tex_is_left(handouts, version):
    elements = Elements(page(handouts, version))
    assert len(elements.all("math")) >= 6
    assert elements.all("mfrac")
    assert not re.search(r"\$|\\[a-z]+|annotation", elements.text)


def test_every_picture_has_its_alt_text_and_size(handouts):
    (found,) = Elements(page(handouts, "student")).all("img")
    assert found["alt"] == "A teal field that anybody may see."
    assert (found["width"], found["height"]) == ("220", "110")


def test_a_page_can_be_found_through_by_those_who_do_not_see_it(handouts):
    elements = Elements(page(handouts, "student"))
    levels = [int(tag[1]) for tag, _ in elements.found if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert elements.all("html")[0]["lang"] == "en"
    assert elements.all("a")[0]["href"] == "#" + elements.all("main")[0]["id"]
    assert all(found.get("scope") == "col" for found in elements.all("th"))
    assert len(elements.all("details")) == len(elements.all("summary")) == 5
    names = [found["id"] for _, found in elements.found if "id" in found]
    assert len(names) == len({*names})


def test_links_lead_to_the_same_kind_of_handout(handouts):
    targets = [found.get("href", "") for found in Elements(page(handouts, "student")).all("a")]
    assert {"02_other.html", "https://example.org/page", "../index.html"} <= {*targets}
    links = [
        note.get_object()["/A"].get("/URI", "")
        for note in paper(handouts, "student").pages[0].get("/Annots", [])
        if "/A" in note.get_object()
    ]
    assert "02_other.pdf" in links


@pytest.mark.parametrize("version", VERSIONS)
def test_a_pdf_is_a4_with_page_numbers_contents_and_every_heading(handouts, version):
    reader = paper(handouts, version)
    count = len(reader.pages)
    assert count >= 2
    for number, sheet in enumerate(reader.pages, start=1):
        assert (float(sheet.mediabox.width), float(sheet.mediabox.height)) == pytest.approx((595.28, 841.89), abs=0.1)
        assert f"Page {number} of {count}" in sheet.extract_text()
    text = text_of(reader)
    assert "Contents" in text
    assert all(heading in text for heading in ["01 A made-up lesson", *HEADINGS])
    assert [entry["/Title"] for entry in reader.outline if not isinstance(entry, list)], "bookmarks"


def test_folded_answers_are_at_the_end_of_the_student_pdf_and_in_place_in_the_others(handouts):
    def order(version):
        text = text_of(paper(handouts, version))
        return text.index("It is the folded answer") - text.rindex("Add two numbers")

    assert order("student") > 0
    assert order("solution") < 0
    assert "Hints and answers" in text_of(paper(handouts, "student"))
    assert "Think of a first hint" in text_of(paper(handouts, "student"))


def test_long_lines_are_broken_with_a_mark_and_nothing_is_lost():
    for text in (LONG, "    " + "x" * 250, "short", "    if a:\n\tb", LONG.replace(" ", " 漢")):
        lines = pdf.wrapped(text, 100).split("\n")
        assert max(map(len, lines)) <= 100
        again = re.sub(r"\s+", "", "".join(lines).replace(pdf.MARK.strip(), ""))
        assert again == re.sub(r"\s+", "", text)
    assert pdf.MARK in pdf.wrapped(LONG, 100)


def test_all_of_a_long_line_is_in_the_pdf(handouts):
    text = re.sub(r"\s", "", text_of(paper(handouts, "student")))
    assert "'word39']" in text


@pytest.mark.parametrize("size", [(220, 110), (4000, 300), (300, 4000)])
def test_a_picture_fits_on_the_page_in_its_proportions(size):
    width = pdf.printed_width(base64.b64decode(picture(size=size)))
    assert width <= pdf.WIDTH
    assert width * size[1] / size[0] <= pdf.HEIGHT + 1e-6


def test_functions_are_spaced_as_in_tex():
    def spaces(tex):
        written = html.write(
            [{"t": "Plain", "c": [{"t": "Math", "c": [{"t": "InlineMath"}, tex]}]}], "html5", "--mathml"
        )
        return mathml.finished(written).count("<mspace")

    assert spaces(r"\max x") == spaces(r"2\log(x)") == spaces(r"\min_j x") == 1
    assert spaces(r"2\log x") == 2
    assert spaces(r"\log(x)") == spaces("a + b") == 0


def test_a_functions_name_stands_close_to_its_bracket_on_paper(handouts):
    assert "softmax(" in text_of(paper(handouts, "student")).replace("𝑥", "x")


def test_the_zip_of_a_version_opens_and_holds_that_version_only(handouts):
    for version in VERSIONS:
        with zipfile.ZipFile(handouts / f"recognition-workbook-{version}.zip") as archive:
            assert archive.testzip() is None
            names = {name.removeprefix("recognition-workbook/") for name in archive.namelist()}
            index = archive.read("recognition-workbook/index.html").decode()
            contents = [archive.read(name) for name in archive.namelist()]
        pages = {f"{version}/01_made_up.html", f"{version}/01_made_up.pdf", "notebooks/01_made_up.ipynb"}
        assert names == pages | {"index.html", "README.md", "helpers/__init__.py"}
        linked = {found["href"] for found in Elements(index).all("a") if not found["href"].startswith("#")}
        assert linked == pages
        assert any(SECRET.encode() in content for content in contents) == (version != "student")


def test_the_index_tells_title_objectives_time_points_and_links_to_every_file(handouts):
    elements = Elements((handouts / "index.html").read_text(encoding="utf-8"))
    text = " ".join(elements.text.split())
    for told in ("01 A made-up lesson", "add numbers, as in", "About 1 hour", "1 exercise, 3 points, 15 minutes"):
        assert told in text
    targets = [found["href"] for found in elements.all("a") if not found["href"].startswith("#")]
    assert len(targets) == 3 + 9
    assert all((handouts / target).is_file() for target in targets)


def test_only_what_changed_is_made_again(handouts, workbook):
    (path,) = (workbook / "notebooks").glob("*.ipynb")
    assert build([path], handouts, workbook, quiet=True).made == 0
    (handouts / "student" / "01_made_up.pdf").unlink()
    built = build([path], handouts, workbook, quiet=True)
    assert (built.made, built.kept) == (1, 2)
    assert (handouts / "student" / "01_made_up.pdf").exists()
    before = path.read_bytes()
    changed = lesson()
    changed.cells[7].source += " Or something else."
    nbformat.write(changed, path)
    assert build([path], handouts, workbook, quiet=True).made == 2, "the student version has no such cell"
    path.write_bytes(before)
    build([path], handouts, workbook, quiet=True)


def test_the_teaching_guide_comes_with_the_instructors_version(tmp_path):
    path = write(tiny("01 One"), tmp_path / "notebooks", "01_one")
    guide = tmp_path / "TEACHING.md"
    guide.write_text("# Teaching\n\nBegin with [one](notebooks/01_one.ipynb), see [how](README.md).\n")
    target = tmp_path / "dist"
    assert build([path], target, tmp_path, quiet=True).errors == {}
    page = Elements((target / "instructor" / "teaching.html").read_text(encoding="utf-8"))
    assert {found["href"] for found in page.all("a")} >= {"01_one.html", "../index.html"}
    assert (target / "instructor" / "teaching.pdf").exists()
    assert "instructor/teaching.html" in (target / "index.html").read_text(encoding="utf-8")
    for version in VERSIONS:
        with zipfile.ZipFile(target / f"recognition-workbook-{version}.zip") as archive:
            there = "recognition-workbook/instructor/teaching.pdf" in archive.namelist()
            assert there == (version == "instructor")
    guide.write_text("# Teaching\n\nChanged.\n")
    build([path], target, tmp_path, quiet=True)
    assert "Changed." in (target / "instructor" / "teaching.html").read_text(encoding="utf-8")
    guide.write_text("No title.\n")
    assert "does not start with the title" in build([path], target, tmp_path, quiet=True).errors["TEACHING.md"]


def test_a_lesson_that_is_gone_takes_its_handouts_along(tmp_path):
    first, second = write(tiny("01 One"), tmp_path / "notebooks", "01_one"), tmp_path / "notebooks" / "02_two.ipynb"
    write(tiny("02 Two"), tmp_path / "notebooks", "02_two")
    build([first, second], tmp_path / "dist", tmp_path, quiet=True)
    assert (tmp_path / "dist" / "student" / "02_two.pdf").exists()
    build([first], tmp_path / "dist", tmp_path, quiet=True)
    assert {path.stem for path in (tmp_path / "dist" / "student").iterdir()} == {"01_one"}
    assert "02 Two" not in (tmp_path / "dist" / "index.html").read_text(encoding="utf-8")


def tiny(title, *cells):
    """A lesson of a few words."""
    extra = [nbformat.v4.new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(f"# {title}\n\nText."), *extra])


def test_a_lesson_without_exercises_has_all_versions(tmp_path):
    path = write(tiny("01 Words"), tmp_path / "notebooks")
    assert build([path], tmp_path / "dist", tmp_path, quiet=True).errors == {}
    text = page(tmp_path / "dist", "instructor")
    assert "no exercises" in text
    assert "Not measured in full yet" in text


BROKEN = {
    "an unclosed fence": (tiny("01 X", "```python\nopen", "more"), "is a fence left open"),
    "an unclosed fold": (tiny("01 X", "<details><summary>A</summary>\n\nB"), "a <details> that is not closed"),
    "an unopened fold": (tiny("01 X", "B\n\n</details>"), "without its <details>"),
    "a formula that cannot be read": (tiny("01 X", r"$\frac{1}$"), "Could not convert TeX math"),
    "a picture that is not there": (tiny("01 X", "![alt](missing.png)"), "the picture missing.png is not there"),
    "a picture on the network": (tiny("01 X", "![alt](https://example.org/a.png)"), "is not there"),
    "a frame": (tiny("01 X", '<iframe src="https://example.org"></iframe>'), "<iframe> in Markdown"),
    "a picture without words": (
        tiny("01 X", nbformat.v4.new_code_cell("1", outputs=[shown("")])),
        "a picture without alt text",
    ),
    "no title": (nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("Text.")]), "start with the title"),
    "a task without facts": (
        tiny("01 X", nbformat.v4.new_markdown_cell("T", metadata={"workbook": {"role": "task"}})),
        "lacks exercise",
    ),
    "code that is no Python": (tiny("01 X", nbformat.v4.new_code_cell("def (")), "invalid syntax"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_lesson_gets_one_error_that_names_it(tmp_path, capsys, what):
    notebook, message = BROKEN[what]
    folder = tmp_path / "notebooks"
    write(notebook, folder, "03_broken")
    options = ["--notebooks", str(folder), "--target", str(tmp_path / "dist")]
    assert command.main(options) == 1
    errors = [line for line in capsys.readouterr().err.splitlines() if line.startswith("notebooks/")]
    assert len(errors) == 1
    assert errors[0].startswith("notebooks/03_broken.ipynb: ")
    assert message in errors[0]
    assert not list((tmp_path / "dist").rglob("03_broken.*"))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": 3}', "\x00"])
def test_a_file_that_is_no_notebook_gets_one_error_that_names_it(tmp_path, content):
    bad = write(tiny("02 Bad"), tmp_path / "notebooks", "02_bad")
    bad.write_text(content)
    built = build([bad], tmp_path / "dist", tmp_path, quiet=True)
    assert list(built.errors) == ["02_bad.ipynb"]
    assert "not a notebook of format 4" in built.errors["02_bad.ipynb"]


def test_a_broken_lesson_does_not_keep_the_others_from_being_made(tmp_path):
    good, bad = (write(tiny("01 X"), tmp_path / "notebooks", name) for name in ("01_good", "02_bad"))
    bad.write_text("{")
    built = build([good, bad], tmp_path / "dist", tmp_path, quiet=True)
    assert list(built.errors) == ["02_bad.ipynb"]
    assert (tmp_path / "dist" / "student" / "01_good.pdf").exists()


def test_no_lessons_is_an_error(tmp_path, capsys):
    assert command.main(["--notebooks", str(tmp_path)]) == 1
    assert "no lessons (NN_topic.ipynb)" in capsys.readouterr().err


def test_outputs_of_every_kind_are_shown():
    def out(**data):
        return nbformat.v4.new_output("display_data", {kind.replace("_", "/"): text for kind, text in data.items()})

    outputs = [
        out(text_markdown="| a |\n|---|\n| **b** |", text_plain="wrong"),
        out(text_latex=r"$\displaystyle \frac{a}{b}$", text_plain="wrong"),
        out(text_html="<b>wrong</b>", text_plain="plain text"),
        nbformat.v4.new_output("display_data", {document.WIDGET: {"model_id": "0"}, "text/plain": "wrong"}),
        nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=["\x1b[31mValueError\x1b[0m: no"]),
        stream_of("\x1b[1mred\x1b[0m & <b>"),
    ]
    notebook = tiny("01 X", nbformat.v4.new_code_cell("run()", outputs=outputs))
    written = html.render(document.read(notebook, ROOT), "student version", "course", "../index.html")
    text = Elements(written).text
    assert "wrong" not in text
    for told in ("plain text", "Controls to play with", "ValueError: no", "red & <b>"):
        assert told in text
    assert Elements(written).all("table")
    assert Elements(written).all("mfrac")
    assert "\x1b" not in written


def stream_of(text):
    return nbformat.v4.new_output("stream", name="stdout", text=text)


def test_an_attached_picture_is_taken_in():
    cell = nbformat.v4.new_markdown_cell(
        "![A field.](attachment:f.png)", attachments={"f.png": {"image/png": picture()}}
    )
    read = document.read(tiny("01 X", cell), ROOT)
    assert len(read.media) == 1
    (found,) = Elements(html.render(read, "student version", "course", "")).all("img")
    assert found["alt"] == "A field."


def test_student_work_is_never_overwritten(tmp_path):
    path = write(lesson(), tmp_path / "notebooks")
    folder = tmp_path / "student"
    assert lab.give_out([path], folder) == []
    given = folder / path.name
    assert SECRET not in given.read_text(encoding="utf-8")
    newer = lesson(OPENING.replace("made-up", "newer"))
    nbformat.write(newer, path)
    assert lab.give_out([path], folder) == []
    assert "newer" in given.read_text(encoding="utf-8"), "nobody had worked in it"
    given.write_text(given.read_text(encoding="utf-8").replace("raise NotImplementedError", "return a + b"))
    mine = given.read_bytes()
    assert lab.give_out([path], folder) == []
    nbformat.write(lesson(), path)
    assert lab.give_out([path], folder) == [path.name]
    assert given.read_bytes() == mine
    given.unlink()
    assert lab.give_out([path], folder) == []
    assert "made-up" in given.read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.parametrize(("who", "runs"), [("student", "python -m tools.handouts --lab -x"), ("", "lab -x")])
def test_make_lab_opens_the_version_that_is_asked_for(who, runs):
    make = ["make", "-n", "--no-print-directory", "PYTHON=python3", "lab", f"WHO={who}", "ARGS=-x"]
    done = subprocess.run(make, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == f"python3 tools/bootstrap.py {runs}\n"


def test_a_foreign_notebook_in_the_students_folder_is_kept(tmp_path):
    path = write(lesson(), tmp_path / "notebooks")
    (tmp_path / "student").mkdir()
    (tmp_path / "student" / path.name).write_text("mine")
    assert lab.give_out([path], tmp_path / "student") == [path.name]
    assert (tmp_path / "student" / path.name).read_text() == "mine"


def test_a_missing_program_is_named(monkeypatch):
    from tools.handouts import pandoc

    monkeypatch.setitem(__import__("sys").modules, "pypandoc", None)
    pandoc.program.cache_clear()
    with pytest.raises(HandoutError, match="Pandoc is missing"):
        pandoc.program()
    pandoc.program.cache_clear()


def test_the_same_lesson_makes_the_same_pdf():
    read = [document.read(tiny("01 X", "## A\n\nText"), ROOT) for _ in range(2)]
    first, second = (pdf.render(one, "student version", "course", folds=True) for one in read)
    assert pypdf.PdfReader(io.BytesIO(first)).pages[0].extract_text() == (
        pypdf.PdfReader(io.BytesIO(second)).pages[0].extract_text()
    )
    assert first == second
