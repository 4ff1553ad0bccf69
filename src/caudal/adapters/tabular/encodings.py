"""Finds out how a text file writes its letters: UTF-8, UTF-16 or Windows-1252; never by luck."""

import codecs
import csv
import io
import re
from collections.abc import Callable
from typing import BinaryIO

from caudal.adapters.tabular.limits import FileProblem, TabularFileRefused
from caudal.engines.layouts.rows import CellError, ErrorCode

Opener = Callable[[], BinaryIO]

_CHUNK = 1 << 20
_UTF8_LETTER = re.compile(rb"[\xc2\xc3][\x80-\xbf]")
_UNDEFINED_IN_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_DOS_LETTER = re.compile(rb"(?<=[A-Za-z])[\x82\xa1-\xa5](?=[A-Za-z])")
"""é í ó ú ñ Ñ of code page 850 between letters; in Windows-1252 they are signs such as ¢ and ¤."""

_SAVE_AGAIN = "Guárdelo de nuevo como «CSV UTF-8»."


def detect_encoding(*, open_file: Opener) -> str:
    """Name of the Python codec that reads the whole file.

    :raises TabularFileRefused: if there is none, with row and column of the first byte at odds
    """
    with open_file() as stream:
        start = stream.read(4)
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        reason = f"El archivo está en UTF-32, que no se lee. {_SAVE_AGAIN}"
        raise TabularFileRefused(FileProblem.UNKNOWN_ENCODING, reason)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        _require(open_file, "utf-16", "UTF-16")
        return "utf-16"
    if start.startswith(codecs.BOM_UTF8):
        _require(open_file, "utf-8-sig", "UTF-8, como anuncia su primera marca")
        return "utf-8-sig"
    _refuse_unmarked_utf16(open_file)
    if _first_bad_byte(open_file, "utf-8") is None:
        return "utf-8"
    _require_windows_1252(open_file)
    return "cp1252"


def _require(open_file: Opener, codec: str, name: str) -> None:
    offset = _first_bad_byte(open_file, codec)
    if offset is not None:
        raise _refusal(open_file, offset, codec, FileProblem.UNKNOWN_ENCODING, f"no es {name}")


def _first_bad_byte(open_file: Opener, codec: str) -> int | None:
    decoder = codecs.getincrementaldecoder(codec)()
    done = 0
    with open_file() as stream:
        while True:
            chunk = stream.read(_CHUNK)
            held = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return done - held + error.start
            if not chunk:
                return None
            done += len(chunk)


def _refuse_unmarked_utf16(open_file: Opener) -> None:
    with open_file() as stream:
        start = stream.read(_CHUNK)
    if start.count(0) * 4 > len(start):
        reason = f"El archivo parece UTF-16 sin marca, o no es de texto. {_SAVE_AGAIN}"
        raise TabularFileRefused(FileProblem.UNKNOWN_ENCODING, reason)


def _require_windows_1252(open_file: Opener) -> None:
    with open_file() as stream:
        content = stream.read()
    if found := _UTF8_LETTER.search(content):
        offset = _minority_byte(open_file, content, found.start())
        why = "mezcla UTF-8 y Windows-1252"
        raise _refusal(open_file, offset, "latin-1", FileProblem.MIXED_ENCODINGS, why)
    for pattern in (_UNDEFINED_IN_1252, _DOS_LETTER):
        if found := pattern.search(content):
            why = "no es UTF-8 ni Windows-1252"
            at = found.start()
            raise _refusal(open_file, at, "latin-1", FileProblem.UNKNOWN_ENCODING, why)


def _minority_byte(open_file: Opener, content: bytes, first_utf8: int) -> int:
    """Where the rarer of both encodings appears first: that is the line to correct."""
    in_utf8 = len(_UTF8_LETTER.findall(content))
    high_bytes = len(re.findall(rb"[\x80-\xff]", content))
    if in_utf8 < high_bytes - 2 * in_utf8:
        return first_utf8
    bad = _first_bad_byte(open_file, "utf-8")
    return first_utf8 if bad is None else bad


def _refusal(
    open_file: Opener, offset: int, codec: str, code: FileProblem, why: str
) -> TabularFileRefused:
    """Count records up to the byte, so that the row is the one that a spreadsheet shows."""
    with open_file() as stream:
        before = stream.read(offset)
        byte = stream.read(1).hex().upper()
    text = before.decode(codec, errors="ignore")
    row, heading = _place(text)
    reason = (
        f"El archivo {why}: en la fila {row}, columna «{heading}», está el byte 0x{byte}. "
        f"{_SAVE_AGAIN}"
    )
    return TabularFileRefused(
        code, reason, at=CellError(row, heading, f"0x{byte}", ErrorCode.BAD_BYTE, reason)
    )


def _place(text: str) -> tuple[int, str]:
    delimiter = max(",;\t|", key=text.partition("\n")[0].count)
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    first = next(records, [""])
    row, last = 1, first
    for record in records:
        row, last = row + 1, record
    if text.endswith(("\n", "\r")):
        row, last = row + 1, [""]
    index = len(last)
    named = row > 1 and index <= len(first)
    return row, first[index - 1] if named else f"columna {index}"
