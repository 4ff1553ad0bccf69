"""The only door to typst: a template of this package plus plain data gives a PDF.

Data travel as JSON, never as markup, so nothing a customer is called can run or change a page.
The same data give the same bytes: no clock, no random identifier, no font of the machine.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

import typst

_HERE: Final = Path(__file__).parent
_TEMPLATES: Final = _HERE / "templates"
_FONTS: Final = _HERE / "fonts"

_COMPILATIONS_REMEMBERED: Final = 10


class DocumentNotTypeset(RuntimeError):
    """The typesetter refused the document, as a rule because of a damaged logo."""


class Mark(StrEnum):
    """A word printed across every page of a document."""

    CANCELLED = "CANCELADO"
    COPY = "COPIA"


@cache
def _fonts() -> typst.Fonts:
    """The vendored family and nothing else, so that every machine sets the same lines."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_FONTS)]
    )


def typeset(*, template: str, data: Mapping[str, object]) -> bytes:
    """The PDF that a template makes of some data.

    :param template: file name inside ``templates/``
    :param data: what :mod:`json` can write; the template reads it with ``json(...)``
    :raises DocumentNotTypeset: if the typesetter refuses it
    """
    try:
        pdf = typst.compile(
            str(_TEMPLATES / template),
            root=str(_TEMPLATES),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=0,
            pdf_tags=False,
        )
    except typst.TypstError as error:
        message = f"No se pudo componer el documento; revise el logotipo: {error}"
        raise DocumentNotTypeset(message) from error
    return bytes(pdf)


def forget_layouts() -> None:
    """Free what typst remembers of its last compilations, which after a batch is much memory.

    It offers no call for it but drops what ten compilations in a row did not use.
    """
    for _ in range(_COMPILATIONS_REMEMBERED + 1):
        typst.compile(b"", font_paths=_fonts(), ignore_system_fonts=True, format="pdf")
