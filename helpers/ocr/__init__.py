"""From a photograph of handwriting to text.

    page = ocr.read_page(ocr.open_photo("page.jpg"), ocr.reader())
    print(page.text)

The steps are modules: `photo` (what comes in), `steps` and `rules` (to black and white), `components` and `letters`
(to boxes), `lines` (to lines and blanks), `crops` (to pictures like those of the training sets), `model` and `page`
(to text); `scores` measures, `samples` are pages to read, `teaching` characters to learn from.
"""

from .crops import cut_out
from .letters import Steps, find_letters, look_for_letters
from .lines import Line, find_lines
from .model import CLASSES, Flat, Model, Torch, network, reader
from .page import Page, read_letters, read_page
from .photo import at_work_size, open_photo
from .samples import Sample, Samples, samples
from .scores import Errors, bootstrap, cer, line_errors, split_by_boxes, split_by_text, wer
from .teaching import from_pages

__all__ = [
    "CLASSES",
    "Errors",
    "Flat",
    "Line",
    "Model",
    "Page",
    "Sample",
    "Samples",
    "Steps",
    "Torch",
    "at_work_size",
    "bootstrap",
    "cer",
    "cut_out",
    "find_letters",
    "find_lines",
    "from_pages",
    "line_errors",
    "look_for_letters",
    "network",
    "open_photo",
    "read_letters",
    "read_page",
    "reader",
    "samples",
    "split_by_boxes",
    "split_by_text",
    "wer",
]
