"""Colours of the screens: readable in light and dark, and every name used is defined."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[3] / "src/caudal/static/caudal/css"
BLOCK = re.compile(r"(?P<selector>[^{}]+)\{(?P<body>[^{}]*)\}")
TOKEN = re.compile(r"--(?P<name>c-[\w-]+):\s*(?P<value>[^;]+);")
STATES = ("ok", "attention", "bad", "dispute", "info", "neutral")


def tokens(selector: str) -> dict[str, str]:
    """The colours that one block of tokens.css gives."""
    text = re.sub(r"/\*.*?\*/", "", (CSS / "tokens.css").read_text(encoding="utf-8"), flags=re.S)
    found: dict[str, str] = {}
    for block in BLOCK.finditer(text):
        if block["selector"].strip() == selector:
            found |= {token["name"]: token["value"] for token in TOKEN.finditer(block["body"])}
    return found


LIGHT = tokens(":root")
THEMES = {"light": LIGHT, "dark": LIGHT | tokens('[data-bs-theme="dark"]')}


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["canvas", "card", "sunken"])
@pytest.mark.parametrize("text", ["ink", "ink-2", "muted", "primary"])
def test_text_is_readable_on_each_ground(theme: str, ground: str, text: str) -> None:
    colours = THEMES[theme]
    assert contrast(colours[f"c-{text}"], colours[f"c-{ground}"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("state", STATES)
def test_states_are_readable_on_their_tint(theme: str, state: str) -> None:
    colours = THEMES[theme]
    assert contrast(colours[f"c-{state}"], colours[f"c-{state}-tint"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("fill", ["fill", "fill-hover", "bad-fill", "bad-fill-hover"])
def test_button_words_are_readable(theme: str, fill: str) -> None:
    colours = THEMES[theme]
    assert contrast(colours["c-on-fill"], colours[f"c-{fill}"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["canvas", "card"])
def test_borders_of_controls_are_seen(theme: str, ground: str) -> None:
    colours = THEMES[theme]
    assert contrast(colours["c-control"], colours[f"c-{ground}"]) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_marked_letters_stay_readable(theme: str) -> None:
    colours = THEMES[theme]
    assert contrast(colours["c-ink"], colours["c-mark"]) >= 4.5


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_every_token_used_is_defined(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    defined = set(LIGHT) | {token["name"] for token in TOKEN.finditer(text)}
    without_fallback = set(re.findall(r"var\(--(c-[\w-]+)\)", text))
    assert without_fallback <= defined


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_every_file_named_in_a_style_exists(path: Path) -> None:
    for url in re.findall(r'url\("(?!data:)([^"]+)"\)', path.read_text(encoding="utf-8")):
        assert (path.parent / url).resolve().is_file(), url
