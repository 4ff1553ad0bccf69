"""The utility's seal and colour, whatever file it has them in."""

import zlib
from dataclasses import replace
from struct import pack

import pytest
from tests.unit.documents.reading_pdfs import text_of
from tests.unit.documents.samples import BILL, ISSUER

from caudal.adapters.documents.bills import render_bills
from caudal.adapters.documents.identity import UnknownColour, UnreadableLogo

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
)


def png() -> bytes:
    """One grey pixel."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return pack(">I", len(body)) + kind + body + pack(">I", zlib.crc32(kind + body))

    header = pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00\x80")
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("logo", [SVG, b"\xef\xbb\xbf<?xml version='1.0'?>" + SVG, png()])
def test_a_logo_of_the_utility_replaces_the_drop(logo: bytes) -> None:
    plain = render_bills([BILL], issuer=ISSUER)
    sealed = render_bills([BILL], issuer=replace(ISSUER, logo=logo))
    assert sealed != plain
    assert text_of(sealed) == text_of(plain)


def test_a_file_that_is_no_image_is_refused() -> None:
    with pytest.raises(UnreadableLogo, match="SVG, PNG o JPEG"):
        render_bills([BILL], issuer=replace(ISSUER, logo=b"MZ..."))


@pytest.mark.parametrize("colour", ["azul", "#FFF", "#0A6A8A; }", "#0A6A8AFF"])
def test_a_colour_must_be_written_in_hexadecimal(colour: str) -> None:
    with pytest.raises(UnknownColour, match="#0A6A8A"):
        replace(ISSUER, colour=colour)


def test_an_issuer_without_phone_or_site_leaves_no_stray_dots() -> None:
    text = text_of(render_bills([BILL], issuer=replace(ISSUER, phone="", website="")))
    assert "RFC OOM980101XX0" in text
    assert "RFC OOM980101XX0 ·" not in text
