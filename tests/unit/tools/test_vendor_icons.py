"""The sprite of icons."""

from pathlib import Path

import pytest
from tools.vendor_icons import UnknownIconError, build_sprite, icon_names, icon_path, symbol

OUTLINE = """<svg xmlns="http://www.w3.org/2000/svg" width="24" stroke-width="2">
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M5 7h8" />
</svg>"""


@pytest.fixture
def icons(tmp_path: Path) -> Path:
    """Two drawings of one icon and one of another."""
    for style, name in (("outline", "pin"), ("filled", "pin"), ("outline", "users")):
        (tmp_path / style).mkdir(exist_ok=True)
        (tmp_path / style / f"{name}.svg").write_text(OUTLINE, encoding="utf-8")
    return tmp_path


def test_a_symbol_carries_shapes_only() -> None:
    assert symbol(name="users", svg=OUTLINE) == (
        '<symbol id="users" viewBox="0 0 24 24"><path d="M5 7h8" /></symbol>'
    )


def test_a_solid_icon_takes_the_colour_as_its_filling() -> None:
    assert '<g fill="currentColor" stroke="none"><path' in symbol(name="pin-filled", svg=OUTLINE)


def test_the_ending_chooses_the_style(icons: Path) -> None:
    assert icon_path(icons=icons, name="pin") == icons / "outline/pin.svg"
    assert icon_path(icons=icons, name="pin-filled") == icons / "filled/pin.svg"


def test_an_unknown_icon_is_named(icons: Path) -> None:
    with pytest.raises(UnknownIconError, match="«faucet»"):
        icon_path(icons=icons, name="faucet")


def test_a_file_without_drawing_is_refused() -> None:
    with pytest.raises(UnknownIconError, match="«users»"):
        symbol(name="users", svg="<html></html>")


def test_names_are_sorted_and_comments_left_out() -> None:
    assert icon_names(listing="# icons\nusers\n\ncash # money\n") == ["cash", "users"]


def test_the_sprite_has_one_symbol_a_line(icons: Path) -> None:
    lines = build_sprite(icons=icons, names=["pin", "users"]).splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("<svg xmlns=")
    assert lines[1].startswith('<symbol id="pin"')
    assert lines[3] == "</svg>"
