"""Attachments in and out of their archive, byte for byte."""

import os
import shutil
import tarfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caudal.adapters.postgres.attachments import (
    AttachmentsUnreadable,
    check_archive,
    extract_archive,
    write_archive,
)
from caudal.adapters.postgres.checksums import FileDigest, digest_file
from caudal.adapters.postgres.manifest import BackupDamaged

names = st.text(
    st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=60
).filter(lambda name: name not in {".", ".."} and len(name.encode()) < 200)


def store(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@settings(max_examples=40, deadline=None)
@given(files=st.dictionaries(names, st.binary(max_size=30_000), max_size=6))
def test_what_goes_in_comes_out(files: dict[str, bytes]) -> None:
    with TemporaryDirectory() as name:
        place = Path(name)
        (place / "files").mkdir()
        archive = place / "files.tar"
        digests = write_archive(folder=store(place / "files", files), archive=archive)
        check_archive(archive=archive, expected=digests)
        extract_archive(archive=archive, folder=place / "out")
        assert {path.name: path.read_bytes() for path in (place / "out").iterdir()} == files
        assert digests == {name: digest_file(path=place / "out" / name) for name in files}


@settings(max_examples=60, deadline=None)
@given(where=st.floats(0, 1, exclude_max=True))
def test_a_changed_bit_of_a_file_is_found_by_the_archive_alone(where: float) -> None:
    with TemporaryDirectory() as name:
        place = Path(name)
        (place / "files").mkdir()
        archive = place / "files.tar"
        content = b"agua" * 5000
        digests = write_archive(folder=store(place / "files", {"a": content}), archive=archive)
        altered = bytearray(archive.read_bytes())
        altered[altered.index(content) + int(len(content) * where)] ^= 0x80
        archive.write_bytes(altered)
        with pytest.raises(BackupDamaged, match="no coinciden a"):
            check_archive(archive=archive, expected=digests)


def test_two_names_of_one_file_are_two_files(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "a").write_bytes(b"contrato")
    os.link(files / "a", files / "b")
    digests = write_archive(folder=files, archive=tmp_path / "tar")
    assert digests["a"] == digests["b"]
    check_archive(archive=tmp_path / "tar", expected=digests)
    extract_archive(archive=tmp_path / "tar", folder=tmp_path / "out")
    assert (tmp_path / "out" / "b").read_bytes() == b"contrato"


def test_the_archive_does_not_tell_who_owned_the_files(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    write_archive(folder=store(files, {"a": b"x"}), archive=tmp_path / "tar")
    with tarfile.open(tmp_path / "tar") as tar:
        member = tar.getmember("a")
    assert (member.uid, member.gid, member.uname, member.gname) == (0, 0, "", "")


def test_a_file_that_is_cut_while_it_is_read_stops_the_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "a").write_bytes(b"0123456789")
    original = tarfile.TarFile.gettarinfo

    def then_cut(tar: tarfile.TarFile, *, arcname: str, fileobj: IO[bytes]) -> tarfile.TarInfo:
        member = original(tar, arcname=arcname, fileobj=fileobj)
        os.truncate(files / "a", 3)
        return member

    monkeypatch.setattr(tarfile.TarFile, "gettarinfo", then_cut)
    with pytest.raises(AttachmentsUnreadable, match="Vuelva a tomar el respaldo"):
        write_archive(folder=files, archive=tmp_path / "tar")


def test_something_that_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    os.mkfifo(tmp_path / "files" / "pipe")
    with pytest.raises(AttachmentsUnreadable, match="pipe"):
        write_archive(folder=tmp_path / "files", archive=tmp_path / "tar")


def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "tar", "w") as tar:
        member = tarfile.TarInfo("../outside")
        member.size = 1
        tar.addfile(member, BytesIO(b"x"))
    with pytest.raises(BackupDamaged, match="outside"):
        extract_archive(archive=tmp_path / "tar", folder=tmp_path / "in")
    assert not (tmp_path / "outside").exists()


def test_a_folder_inside_the_archive_is_no_attachment(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "tar", "w") as tar:
        member = tarfile.TarInfo("folder")
        member.type = tarfile.DIRTYPE
        tar.addfile(member)
    with pytest.raises(BackupDamaged, match="folder no es un archivo"):
        check_archive(archive=tmp_path / "tar", expected={})


def test_what_is_no_archive_is_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "tar").write_bytes(b"rubbish" * 1000)
    with pytest.raises(BackupDamaged):
        check_archive(archive=tmp_path / "tar", expected={"a": FileDigest(1, "0")})


def test_an_empty_folder_is_a_good_archive(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    digests = write_archive(folder=tmp_path / "files", archive=tmp_path / "tar")
    assert digests == {}
    check_archive(archive=tmp_path / "tar", expected={})
    shutil.rmtree(tmp_path / "files")
    extract_archive(archive=tmp_path / "tar", folder=tmp_path / "files")
    assert not list((tmp_path / "files").iterdir())
