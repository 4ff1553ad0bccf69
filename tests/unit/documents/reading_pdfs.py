"""Reading a PDF back, as a person with a viewer would."""

import re
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader


def page_texts(pdf: bytes) -> list[str]:
    """The words of each page, separated by single spaces."""
    return [
        re.sub(r"\s+", " ", page.extract_text() or "") for page in PdfReader(BytesIO(pdf)).pages
    ]


def text_of(pdf: bytes) -> str:
    return " ".join(page_texts(pdf))


@dataclass(frozen=True)
class PlacedText:
    """A run of text: its words, where its baseline begins on the page, and its size in points."""

    words: str
    x: float
    y: float
    size: float


def placed_texts(pdf: bytes) -> list[PlacedText]:
    """Every run of text of the first page that is not set at an angle."""
    found: list[PlacedText] = []

    def visit(words: str, page: list[float], text: list[float], _font: object, size: float) -> None:
        if words.strip() and text[1] == 0 and page[1] == 0:
            x = page[0] * text[4] + page[2] * text[5] + page[4]
            y = page[1] * text[4] + page[3] * text[5] + page[5]
            found.append(PlacedText(words.strip(), x, y, abs(size * text[0] * page[0])))

    PdfReader(BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
    return found


def page_size_mm(pdf: bytes) -> tuple[float, float]:
    box = PdfReader(BytesIO(pdf)).pages[0].mediabox
    return float(box.width) / 72 * 25.4, float(box.height) / 72 * 25.4
