"""Vendored files: what is copied, what is refused, and that the tree holds exactly them."""

import hashlib
import json
from pathlib import Path

import pytest
from tools import vendor_assets
from tools.vendor_assets import (
    BROWSER_TESTS,
    MANIFEST,
    ROOT,
    VENDOR,
    FileMissingInPackageError,
    Package,
    copy_package,
    differences,
    target_name,
    without_source_map,
    write_manifest,
)

PACKAGE = Package(npm="@water/pipe", folder="pipe", files=("dist/pipe.js", "dist/images/a.png"))


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """A node_modules folder with one small package."""
    package = tmp_path / "node_modules/@water/pipe"
    (package / "dist/images").mkdir(parents=True)
    (package / "package.json").write_text('{"version": "1.2.3"}', encoding="utf-8")
    (package / "LICENSE").write_text("free", encoding="utf-8")
    (package / "dist/pipe.js").write_bytes(b"flow()\n//# sourceMappingURL=pipe.js.map\n")
    (package / "dist/images/a.png").write_bytes(b"\x89PNG\n//# sourceMappingURL=kept\n")
    return tmp_path / "node_modules"


def test_files_go_to_a_folder_named_by_version(modules: Path, tmp_path: Path) -> None:
    written = copy_package(package=PACKAGE, modules=modules, out=tmp_path)

    folder = VENDOR / "pipe-1.2.3"
    assert written == [folder / "pipe.js", folder / "images/a.png", folder / "LICENSE"]
    assert (tmp_path / folder / "LICENSE").read_text(encoding="utf-8") == "free"


def test_source_maps_are_cut_from_text_only(modules: Path, tmp_path: Path) -> None:
    copy_package(package=PACKAGE, modules=modules, out=tmp_path)

    folder = tmp_path / VENDOR / "pipe-1.2.3"
    assert (folder / "pipe.js").read_bytes() == b"flow()\n"
    assert (folder / "images/a.png").read_bytes().endswith(b"sourceMappingURL=kept\n")


@pytest.mark.parametrize(
    "comment", [b"/*# sourceMappingURL=a.css.map */", b"//# sourceMappingURL=a.js.map"]
)
def test_both_forms_of_the_comment_are_cut(comment: bytes) -> None:
    assert without_source_map(content=b"a{}\n" + comment) == b"a{}\n"


def test_a_url_that_only_looks_like_one_stays() -> None:
    content = b'x = "//# sourceMappingURL=a"\n'
    assert without_source_map(content=content) == content


def test_a_file_that_left_the_package_is_named(modules: Path, tmp_path: Path) -> None:
    package = Package(npm="@water/pipe", folder="pipe", files=("dist/valve.js",))

    with pytest.raises(FileMissingInPackageError, match=r"@water/pipe 1\.2\.3.*dist/valve\.js"):
        copy_package(package=package, modules=modules, out=tmp_path)


def test_a_package_without_folder_goes_to_its_target(modules: Path, tmp_path: Path) -> None:
    package = Package(npm="@water/pipe", folder="", files=("dist/pipe.js",), target=BROWSER_TESTS)

    written = copy_package(package=package, modules=modules, out=tmp_path)

    assert written == [BROWSER_TESTS / "pipe.js", BROWSER_TESTS / "LICENSE"]


@pytest.mark.parametrize(
    ("source", "name"),
    [("dist/css/a.css", "a.css"), ("a.js", "a.js"), ("dist/images/b.png", "images/b.png")],
)
def test_only_images_keep_their_folder(source: str, name: str) -> None:
    assert target_name(source=source) == name


def test_the_manifest_holds_a_hash_of_each_file(tmp_path: Path) -> None:
    (tmp_path / VENDOR).mkdir(parents=True)
    (tmp_path / VENDOR / "b.js").write_bytes(b"b")
    (tmp_path / VENDOR / "a.js").write_bytes(b"a")

    write_manifest(written=[VENDOR / "b.js", VENDOR / "a.js"], out=tmp_path)

    hashes = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    assert list(hashes) == [f"{VENDOR}/a.js", f"{VENDOR}/b.js"]
    assert hashes[f"{VENDOR}/a.js"] == hashlib.sha256(b"a").hexdigest()


@pytest.fixture
def two_trees(tmp_path: Path) -> tuple[Path, Path]:
    """A fresh copy and a tree that equals it."""
    for name in ("fresh", "tree"):
        (tmp_path / name / VENDOR).mkdir(parents=True)
        (tmp_path / name / VENDOR / "a.js").write_bytes(b"a")
    return tmp_path / "fresh", tmp_path / "tree"


def test_equal_trees_have_no_difference(two_trees: tuple[Path, Path]) -> None:
    fresh, tree = two_trees
    assert differences(fresh=fresh, tree=tree, written=[VENDOR / "a.js"]) == []


def test_missing_changed_and_surplus_files_are_told(two_trees: tuple[Path, Path]) -> None:
    fresh, tree = two_trees
    (tree / VENDOR / "a.js").write_bytes(b"other")
    (tree / VENDOR / "old.js").write_bytes(b"old")

    told = differences(fresh=fresh, tree=tree, written=[VENDOR / "a.js", VENDOR / "new.js"])

    assert told == [f"cambió {VENDOR}/a.js", f"falta {VENDOR}/new.js", f"sobra {VENDOR}/old.js"]


@pytest.mark.parametrize(("wrong", "code"), [([], 0), (["falta a.js"], 1)])
def test_check_fails_on_a_difference_and_writes_nothing(
    wrong: list[str], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def vendor(*, modules: Path, out: Path) -> list[Path]:
        asked.append(out)
        return []

    monkeypatch.setattr(vendor_assets, "install", lambda: tmp_path)
    monkeypatch.setattr(vendor_assets, "vendor", vendor)
    monkeypatch.setattr(vendor_assets, "differences", lambda **_: wrong)

    assert vendor_assets.main(["--check"]) == code
    assert asked
    assert ROOT not in asked


def test_the_tree_holds_what_its_manifest_says() -> None:
    hashes = json.loads((ROOT / MANIFEST).read_text(encoding="utf-8"))
    for path, expected in hashes.items():
        assert hashlib.sha256((ROOT / path).read_bytes()).hexdigest() == expected, path


def test_the_tree_holds_nothing_else() -> None:
    listed = {Path(path) for path in json.loads((ROOT / MANIFEST).read_text(encoding="utf-8"))}
    assert differences(fresh=ROOT, tree=ROOT, written=[*listed, MANIFEST]) == []


def test_versions_are_pinned_and_the_lock_names_no_host() -> None:
    described = json.loads((ROOT / "frontend/package.json").read_text(encoding="utf-8"))
    versions = {**described["dependencies"], **described["devDependencies"]}
    assert all(version.replace(".", "").isdigit() for version in versions.values())
    lock = (ROOT / "frontend/package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert set(versions) == {package.npm for package in vendor_assets.PACKAGES}
