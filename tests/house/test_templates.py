"""Templates keep to the content security policy and to the components."""

import re
from pathlib import Path

import pytest
from tests.house.source import TEMPLATES

FILES = sorted(TEMPLATES.rglob("*.html"))
COMMENTS = re.compile(r"\{% comment.*?%\}.*?\{% endcomment %\}|\{#.*?#\}", re.DOTALL)
# The namespace of SVG is a name, not an address that anybody opens.
NAMES_NOT_ADDRESSES = ("http://www.w3.org/",)

RULES = {
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "an inline script": re.compile(
        r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE
    ),
    "an inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "an evaluated attribute": re.compile(r"\bhx-(?:on|vals=[\"']js:|vars)\b", re.IGNORECASE),
    "a javascript link": re.compile(r"javascript:", re.IGNORECASE),
    "a model's raw HTML": re.compile(r"\{%\s*autoescape\s+off"),
}


def text_of(path: Path) -> str:
    """The template without its comments."""
    return COMMENTS.sub("", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_the_policy_of_the_browser_would_accept_it(path: Path) -> None:
    text = text_of(path)
    for what, pattern in RULES.items():
        assert not pattern.search(text), f"{what}: {pattern.search(text)}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_it_asks_nothing_of_other_hosts(path: Path) -> None:
    addresses = re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"'<]*", text_of(path))
    foreign = [address for address in addresses if not address.startswith(NAMES_NOT_ADDRESSES)]
    assert not foreign


def test_there_are_templates_to_look_at() -> None:
    assert TEMPLATES / "base.html" in FILES


@pytest.mark.parametrize(
    ("sample", "what"),
    [
        ('<p style="color: red">', "an inline style"),
        ("<script>alert(1)</script>", "an inline script"),
        ('<a onclick="x()">', "an inline handler"),
        ('<div hx-on:click="x()">', "an evaluated attribute"),
        ('<a href="javascript:x()">', "a javascript link"),
    ],
)
def test_each_rule_finds_its_violation(sample: str, what: str) -> None:
    assert RULES[what].search(sample)


def test_scripts_from_files_and_data_are_allowed() -> None:
    allowed = '<script defer src="x.js"></script><script id="d" type="application/json">'
    assert not RULES["an inline script"].search(allowed)
