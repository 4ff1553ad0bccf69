"""What somebody's text means in a catalogue."""

import pytest

from caudal.domain.imports.directory import Directory

USES = Directory(
    {"domestico_medio": "Doméstico medio", "comercial": "Comercial", "publico": "Público"}
)
ROUTES = Directory({"0012": "", "0120": "", "R-7": "", "A B": "", "A-B": ""})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("comercial", "comercial"),
        ("COMERCIAL", "comercial"),
        ("Doméstico Medio", "domestico_medio"),
        ("domestico_medio", "domestico_medio"),
        ("publico", "publico"),
        ("Doméstico", None),
        ("", None),
    ],
)
def test_it_is_found_by_code_or_name_however_written(text: str, code: str | None) -> None:
    assert USES.find(text) == code


def test_zeros_are_never_guessed() -> None:
    assert ROUTES.find("0012") == "0012"
    assert ROUTES.find("12") is None


def test_a_text_that_may_be_two_codes_is_neither_but_each_is_itself() -> None:
    assert ROUTES.find("a b") is None
    assert ROUTES.find("A-B") == "A-B"


@pytest.mark.parametrize(
    ("directory", "text", "said"),
    [
        (USES, "Domestico mdio", " ¿Quiso decir «Doméstico medio»?"),
        (USES, "comersial", " ¿Quiso decir «Comercial»?"),
        (USES, "xyz", ""),
        (ROUTES, "12", " ¿Quiso decir «0012»?"),
        (ROUTES, "00012", " ¿Quiso decir «0012»?"),
        (ROUTES, "13", ""),
        (ROUTES, "R7", " ¿Quiso decir «R-7»?"),
    ],
)
def test_what_is_near_is_suggested(directory: Directory, text: str, said: str) -> None:
    assert directory.suggestion(text) == said
    assert directory.suggestion(text) == said


def test_numbers_are_like_many_others_and_suggest_nothing() -> None:
    assert Directory({"0801": "", "0802": ""}).suggestion("0001") == ""
