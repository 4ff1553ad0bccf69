"""Counts what the shared texts of an .xlsx unfold to: each is stored once and repeated per cell."""

import re
import zipfile
from dataclasses import dataclass
from typing import Self

from caudal.adapters.tabular.limits import FileProblem, TabularFileRefused, TabularLimits

_MEMBER = "xl/sharedStrings.xml"
_TEXT = re.compile(rb"<(?:\w+:)?si\b.*?</(?:\w+:)?si>", re.DOTALL)
_USE = re.compile(rb"\bt=[\"']s[\"'][^>]*>\s*<(?:\w+:)?v>\s*(\d+)")
_SHARED_MARK = (b't="s"', b"t='s'")


@dataclass(slots=True)
class SharedTexts:
    """Sizes of the shared texts, and how many bytes the cells seen so far make of them."""

    sizes: list[int]
    longest: int
    counted: int = 0

    @classmethod
    def of(cls, archive: zipfile.ZipFile) -> Self:
        """The texts of a workbook; none if it shares none."""
        if _MEMBER not in archive.namelist():
            return cls([], 0)
        texts = _TEXT.finditer(archive.read(_MEMBER))
        sizes = [text.end() - text.start() for text in texts]
        return cls(sizes, max(sizes, default=0))

    def count(self, chunk: bytes, *, limits: TabularLimits) -> None:
        """Add what the cells of a piece of a sheet repeat.

        :raises TabularFileRefused: when all together no longer fit in memory
        """
        uses = sum(map(chunk.count, _SHARED_MARK))
        if self.longest * uses < len(chunk):
            self.counted += self.longest * uses  # Too little to be worth an exact count.
        else:
            indexes = map(int, _USE.findall(chunk))
            self.counted += sum(self.sizes[index] for index in indexes if index < len(self.sizes))
        if self.counted > limits.max_unzipped_bytes:
            reason = "Un texto se repite en demasiadas celdas; no parece una hoja normal."
            raise TabularFileRefused(FileProblem.COMPRESSED_TOO_MUCH, reason)
