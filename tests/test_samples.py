"""The pages that lesson 05 reads: drawn ones, photographs with their transcriptions, and what is missing."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from helpers import data, ocr
from helpers.ocr.samples import NAMES


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A data folder with four small photographs and their transcriptions."""
    monkeypatch.setattr(data, "FOLDER", tmp_path)
    monkeypatch.delenv("WORKBOOK_DATA", raising=False)
    monkeypatch.delenv("WORKBOOK_SOURCE", raising=False)
    (tmp_path / "pages").mkdir()
    for name in NAMES:
        Image.new("RGB", (60, 40), (200, 200, 190)).save(tmp_path / f"pages/{name}.jpg")
        (tmp_path / f"pages/{name}.txt").write_text("ONE LINE\n\n AND 2 \n")
    return tmp_path / "pages"


def test_drawn_pages_say_so_and_know_their_boxes():
    found = ocr.samples("stand-in")
    assert (found.name, found.source) == ("pages (stand-in)", "stand-in")
    assert len(found.pages) == 4
    for page in found.pages:
        assert page.image.dtype == np.uint8
        assert len(page.boxes) == sum(len(line.replace(" ", "")) for line in page.lines)
    assert "list 900 x 1200" in repr(found)


def test_photographs_come_with_their_transcriptions(folder):
    found = ocr.samples()
    assert (found.name, found.source) == ("pages", "real")
    assert [page.name for page in found.pages] == list(NAMES)
    assert found.pages[0].lines == ("ONE LINE", "AND 2")
    assert found.pages[0].image.shape == (40, 60, 3)
    assert ocr.samples("stand-in").source == "stand-in"


def test_the_environment_can_ask_for_drawn_pages(folder, monkeypatch):
    monkeypatch.setenv("WORKBOOK_SOURCE", "stand-in")
    assert ocr.samples().source == "stand-in"


def test_without_transcriptions_the_pages_are_drawn_ones_and_a_line_says_why(folder, capsys):
    (folder / "03_haiku.txt").unlink()
    assert ocr.samples().source == "stand-in"
    assert "no 03_haiku.txt. Write into each what its page says" in capsys.readouterr().out
    with pytest.raises(FileNotFoundError, match=r"pages: no 03_haiku\.txt\. Write into each"):
        ocr.samples("real")


def test_a_missing_photograph_is_named(folder):
    (folder / "02_letters.jpg").unlink()
    with pytest.raises(FileNotFoundError, match=r"02_letters\.jpg: no such file"):
        ocr.samples()
    for file in folder.iterdir():
        file.unlink()
    assert ocr.samples().source == "stand-in"
    with pytest.raises(FileNotFoundError, match=r"no photographs in .*pages\. Fetch them: make data ARGS=pages"):
        ocr.samples("real")


def test_an_upload_is_opened_like_a_file():
    buffer = BytesIO()
    Image.new("L", (30, 20), 100).save(buffer, "png")
    assert ocr.open_photo(BytesIO(buffer.getvalue())).shape == (20, 30, 3)
    with pytest.raises(ValueError, match="the uploaded file: not a whole picture"):
        ocr.open_photo(BytesIO(buffer.getvalue()[:50]))
