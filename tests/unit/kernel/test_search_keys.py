"""Keys for finding and sorting Spanish names and addresses."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caudal.kernel.search_keys import search_key, sort_key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("María Guadalupe Ontiveros Félix", "maria guadalupe ontiveros felix"),
        (
            "Av. Bahía de San Carlos #214, Col. Peñón",
            "av bahia de san carlos 214 col penon",
        ),
        ("  ÑANDÚ   y\tpingüino ", "nandu y pinguino"),
        ("Papelería La Escolar, S.A. de C.V.", "papeleria la escolar sa de cv"),
        ("C. 5 de Mayo 12-B", "c 5 de mayo 12 b"),
        ("O'Higgins, D’Acosta", "ohiggins dacosta"),
        ("Av.Juárez", "av juarez"),
        ("lote_7 ~ mza.3", "lote 7 mza 3"),
        ("½", "1 2"),
        ("¿¡!?", ""),
    ],
)
def test_texts_are_found_however_they_were_typed(text: str, key: str) -> None:
    assert search_key(text) == key


def test_composed_and_decomposed_letters_are_the_same() -> None:
    for text in ("Núñez Ibáñez", "Güémez"):
        decomposed = unicodedata.normalize("NFD", text)
        assert search_key(decomposed) == search_key(text)
        assert sort_key(decomposed) == sort_key(text)


def test_names_sort_as_in_a_spanish_list() -> None:
    names = ["Muñoz", "Munoz", "Munzón", "Muña", "Álvarez", "Alvarado", "Zúñiga", "Ñáñez", "Núñez"]
    assert sorted(names, key=sort_key) == [
        "Alvarado",
        "Álvarez",
        "Munoz",
        "Munzón",
        "Muña",
        "Muñoz",
        "Núñez",
        "Ñáñez",
        "Zúñiga",
    ]


def test_initials_with_enye_are_joined_like_others() -> None:
    assert sort_key("A.Ñ. Ruiz") == "an~ ruiz"
    assert sort_key("N.Ñ0") == "n n~0"


def test_a_typed_tilde_is_no_letter() -> None:
    assert sort_key("n~a") == "n a"


@given(st.text(alphabet="aábcñNÑüÜ .,'’-_~#019Zz\t"))
def test_keys_of_spanish_text_are_ascii_stable_and_trimmed(text: str) -> None:
    key = search_key(text)
    assert key.isascii()
    assert key == " ".join(key.split())
    assert search_key(key) == key
    assert sort_key(text).replace("n~", "n") == key
    assert search_key(text.upper()) == key == search_key(text.lower())


@given(st.text())
def test_any_text_has_a_key_without_capitals_or_accents(text: str) -> None:
    key = search_key(text)
    assert not any(unicodedata.combining(letter) for letter in key)
    assert key == key.casefold()
