"""Reading a PDF back, as a person with a viewer would."""

import re
from io import BytesIO

from pypdf import PdfReader


def page_texts(pdf: bytes) -> list[str]:
    """The words of each page, separated by single spaces."""
    return [
        re.sub(r"\s+", " ", page.extract_text() or "") for page in PdfReader(BytesIO(pdf)).pages
    ]


def text_of(pdf: bytes) -> str:
    return " ".join(page_texts(pdf))


def page_size_mm(pdf: bytes) -> tuple[float, float]:
    box = PdfReader(BytesIO(pdf)).pages[0].mediabox
    return float(box.width) / 72 * 25.4, float(box.height) / 72 * 25.4
