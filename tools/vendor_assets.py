"""Copy the third-party files that the screens serve from npm packages into the tree.

``python -m tools.vendor_assets`` installs the exact versions of ``frontend/package-lock.json``
without running any script of theirs, copies the listed files and licences, builds the sprite of
icons and writes a manifest with their hashes. ``--check`` does the same in a temporary folder and
fails when the tree differs. Operators install with pip alone; only a change of version needs Node.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools.vendor_icons import build_sprite, icon_names

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
VENDOR = Path("src/caudal/static/vendor")
SPRITE = Path("src/caudal/static/caudal/icons.svg")
BROWSER_TESTS = Path("tests/browser/vendor")
MANIFEST = VENDOR / "MANIFEST.json"

# Hashed static storage would follow these comments to maps that are not served.
_SOURCE_MAP = re.compile(
    rb"^(?:/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*)\s*$", re.MULTILINE
)
_TEXT_SUFFIXES = frozenset({".css", ".js"})


class FileMissingInPackageError(Exception):
    """A listed file is not in the installed package."""


@dataclass(frozen=True, kw_only=True)
class Package:
    """One npm package, the files taken from it and the folder they get below ``target``."""

    npm: str
    folder: str
    files: tuple[str, ...]
    licence: str = "LICENSE"
    target: Path = VENDOR


PACKAGES = (
    # Tabler's and Alpine's packages carry no licence file: their package.json states MIT.
    Package(
        npm="@tabler/core",
        folder="tabler",
        files=("dist/css/tabler.min.css", "dist/js/tabler.min.js"),
        licence="package.json",
    ),
    Package(
        npm="@alpinejs/csp", folder="alpine-csp", files=("dist/cdn.min.js",), licence="package.json"
    ),
    Package(npm="htmx.org", folder="htmx", files=("dist/htmx.min.js",)),
    Package(npm="echarts", folder="echarts", files=("dist/echarts.common.min.js",)),
    Package(
        npm="@fontsource-variable/inter",
        folder="inter",
        files=("files/inter-latin-wght-normal.woff2", "files/inter-latin-ext-wght-normal.woff2"),
    ),
    Package(
        npm="leaflet",
        folder="leaflet",
        files=(
            "dist/leaflet.js",
            "dist/leaflet.css",
            "dist/images/layers.png",
            "dist/images/layers-2x.png",
            "dist/images/marker-icon.png",
        ),
    ),
    Package(npm="@tabler/icons", folder="tabler-icons", files=()),
    Package(npm="axe-core", folder="", files=("axe.min.js",), target=BROWSER_TESTS),
)


def installed_version(*, modules: Path, npm: str) -> str:
    """Return the version of an installed package, as its own package.json states it."""
    described = json.loads((modules / npm / "package.json").read_text(encoding="utf-8"))
    return str(described["version"])


def without_source_map(*, content: bytes) -> bytes:
    """Return CSS or JavaScript without its pointer to a source map."""
    return _SOURCE_MAP.sub(b"", content).rstrip(b"\n") + b"\n"


def target_folder(*, package: Package, version: str) -> Path:
    """Return where the files of a package go, relative to the repository."""
    return package.target / (f"{package.folder}-{version}" if package.folder else "")


def target_name(*, source: str) -> str:
    """Return the path below the target folder: images stay in their folder, the rest is flat."""
    path = Path(source)
    return f"images/{path.name}" if path.parent.name == "images" else path.name


def copy_package(*, package: Package, modules: Path, out: Path) -> list[Path]:
    """Copy the listed files and the licence of one package below ``out``; return their paths.

    :raises FileMissingInPackageError: if the package no longer has a listed file
    """
    version = installed_version(modules=modules, npm=package.npm)
    folder = target_folder(package=package, version=version)
    written = []
    for source in (*package.files, package.licence):
        origin = modules / package.npm / source
        if not origin.is_file():
            raise FileMissingInPackageError(
                f"El paquete {package.npm} {version} no trae {source}: corrija la lista PACKAGES."
            )
        content = origin.read_bytes()
        if origin.suffix in _TEXT_SUFFIXES:
            content = without_source_map(content=content)
        target = folder / target_name(source=source)
        (out / target).parent.mkdir(parents=True, exist_ok=True)
        (out / target).write_bytes(content)
        written.append(target)
    return written


def write_manifest(*, written: list[Path], out: Path) -> None:
    """Write path and SHA-256 of each vendored file, so that a reader can verify them."""
    hashes = {
        path.as_posix(): hashlib.sha256((out / path).read_bytes()).hexdigest()
        for path in sorted(written)
    }
    text = json.dumps(hashes, indent=2, ensure_ascii=False) + "\n"
    (out / MANIFEST).write_text(text, encoding="utf-8")


def vendor(*, modules: Path, out: Path) -> list[Path]:
    """Write every vendored file below ``out``; return their paths, the manifest last."""
    written = [
        path
        for package in PACKAGES
        for path in copy_package(package=package, modules=modules, out=out)
    ]
    (out / SPRITE).parent.mkdir(parents=True, exist_ok=True)
    names = icon_names(listing=(FRONTEND / "icons.txt").read_text(encoding="utf-8"))
    sprite = build_sprite(icons=modules / "@tabler/icons/icons", names=names)
    (out / SPRITE).write_text(sprite, encoding="utf-8")
    written.append(SPRITE)
    write_manifest(written=written, out=out)
    return [*written, MANIFEST]


def differences(*, fresh: Path, tree: Path, written: list[Path]) -> list[str]:
    """Return one Spanish line per file that the tree lacks, has changed or has too many."""
    wrong = []
    for path in written:
        if not (tree / path).is_file():
            wrong.append(f"falta {path}")
        elif (tree / path).read_bytes() != (fresh / path).read_bytes():
            wrong.append(f"cambió {path}")
    known = set(written)
    present = (path for base in (VENDOR, BROWSER_TESTS) for path in (tree / base).rglob("*"))
    surplus = sorted(path.relative_to(tree) for path in present if path.is_file())
    wrong.extend(f"sobra {path}" for path in surplus if path not in known)
    return wrong


def install() -> Path:
    """Install the locked packages without running their scripts; return node_modules."""
    subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=FRONTEND, check=True)
    return FRONTEND / "node_modules"


def main(argv: list[str] | None = None) -> int:
    """Vendor the assets, or check that the tree holds exactly them; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    options = parser.parse_args(argv)
    modules = install()
    if not options.check:
        print(f"{len(vendor(modules=modules, out=ROOT))} archivos escritos")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        wrong = differences(fresh=fresh, tree=ROOT, written=vendor(modules=modules, out=fresh))
    for line in wrong:
        print(line, file=sys.stderr)
    if wrong:
        print("Ejecute: python -m tools.vendor_assets", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
