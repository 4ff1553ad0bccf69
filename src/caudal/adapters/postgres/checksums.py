"""SHA-256 of files, computed while they stream by."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_BLOCK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileDigest:
    """What tells that a file is still the same."""

    size_bytes: int
    sha256: str


class DigestingReader:
    """A reader that remembers the digest of what passed through it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self._size_bytes = 0

    def read(self, size: int = -1) -> bytes:
        """Read and remember."""
        block = self._stream.read(size)
        self._hash.update(block)
        self._size_bytes += len(block)
        return block

    def drain(self) -> None:
        """Read what is left."""
        while self.read(_BLOCK_BYTES):
            pass

    @property
    def digest(self) -> FileDigest:
        """The digest of what was read so far."""
        return FileDigest(self._size_bytes, self._hash.hexdigest())


def digest_stream(*, stream: BinaryIO) -> FileDigest:
    """The digest of the rest of a stream."""
    reader = DigestingReader(stream)
    reader.drain()
    return reader.digest


def digest_file(*, path: Path) -> FileDigest:
    """The digest of a file."""
    with path.open("rb") as stream:
        return digest_stream(stream=stream)
