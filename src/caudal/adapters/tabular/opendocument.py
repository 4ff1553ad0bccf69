"""Measures an OpenDocument sheet before it is loaded: few bytes may repeat a million cells."""

import re
import zipfile
from typing import BinaryIO

from caudal.adapters.tabular.limits import TabularLimits
from caudal.adapters.tabular.packages import check_rectangle

_TAG = re.compile(
    rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])"
    rb"((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>"
)
_COLUMNS = re.compile(rb"number-columns-repeated\s*=\s*[\"'](\d+)")
_ROWS = re.compile(rb"number-rows-repeated\s*=\s*[\"'](\d+)")


def check_opendocument(*, stream: BinaryIO, limits: TabularLimits) -> None:
    """Refuse the file if the used rectangle of any of its sheets is larger than the limits.

    Empty cells and rows count only when something is written after them.

    :raises TabularFileRefused: if one is
    :raises KeyError: if the archive carries no content
    """
    with zipfile.ZipFile(stream) as archive:
        content = archive.read("content.xml")
    rows = columns = used_rows = used_columns = repeated = 0
    row_is_used = False
    for tag in _TAG.finditer(content):
        closing, name, attributes = tag.groups()
        if name == b"table":
            check_rectangle(rows=used_rows, columns=used_columns, limits=limits)
            rows = used_rows = used_columns = 0
        elif name == b"table-row" and not closing:
            repeated, columns, row_is_used = _count(_ROWS, attributes), 0, False
            rows += repeated if attributes.endswith(b"/") else 0
        elif name == b"table-row":
            rows += repeated
            used_rows = rows if row_is_used else used_rows
        elif not closing:
            columns += _count(_COLUMNS, attributes)
            if not attributes.endswith(b"/") or b"office:" in attributes:
                row_is_used, used_columns = True, max(used_columns, columns)


def _count(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1][:9]) if found else 1
