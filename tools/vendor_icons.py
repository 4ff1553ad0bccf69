"""Build one SVG sprite from the outline icons that the screens use.

The whole icon font weighs half a megabyte; the screens use some hundred drawings. Colour and stroke
come from the page's style, so a symbol carries shapes only.
"""

import re
from pathlib import Path

_BODY = re.compile(r"<svg[^>]*>(?P<body>.*)</svg>", re.DOTALL)
# Each outline icon starts with an invisible square that only fixes its size in drawing programs.
_FRAME = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')


class UnknownIconError(Exception):
    """A listed icon is not in the installed set."""


def icon_names(*, listing: str) -> list[str]:
    """Return the names in the text of ``frontend/icons.txt``: one a line, # starts a comment."""
    lines = (line.partition("#")[0].strip() for line in listing.splitlines())
    return sorted(line for line in lines if line)


def icon_path(*, icons: Path, name: str) -> Path:
    """Return the file of an icon in the npm package's ``icons`` folder.

    :raises UnknownIconError: if the package has no icon of that name
    """
    style, stem = (
        ("filled", name.removesuffix("-filled")) if name.endswith("-filled") else ("outline", name)
    )
    path = icons / style / f"{stem}.svg"
    if not path.is_file():
        raise UnknownIconError(f"No hay un ícono «{name}»: elija otro en tabler.io/icons.")
    return path


def symbol(*, name: str, svg: str) -> str:
    """Return one ``<symbol>`` with the shapes of an icon file."""
    found = _BODY.search(svg)
    if found is None:
        raise UnknownIconError(f"El archivo del ícono «{name}» no contiene un dibujo SVG.")
    body = " ".join(_FRAME.sub("", found["body"]).split())
    if name.endswith("-filled"):
        body = f'<g fill="currentColor" stroke="none">{body}</g>'
    return f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>'


def build_sprite(*, icons: Path, names: list[str]) -> str:
    """Return the sprite of the named icons, one symbol a line so that its diffs read well.

    :raises UnknownIconError: if one of the names is not in the package
    """
    symbols = [
        symbol(name=name, svg=icon_path(icons=icons, name=name).read_text(encoding="utf-8"))
        for name in names
    ]
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""])
