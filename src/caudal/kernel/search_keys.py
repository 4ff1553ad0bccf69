"""Stored keys by which names and addresses are found and sorted.

The database sorts by code point and knows no Spanish, so both keys of a Spanish text are ASCII.
"""

import re
import unicodedata

_SILENT = re.compile("['’`´]")
_INITIALS = re.compile(r"(?<=\b[a-zñ])\.(?=[a-zñ]\b)")
_NOT_A_WORD = re.compile(r"[\W_]+")
_DECOMPOSED_ENYE = "n\u0303"


def search_key(text: str) -> str:
    """Lower case, without accents or punctuation, single spaces; ñ is found as n.

    ``Av. Bahía de San Carlos #214, Col. Peñón`` becomes ``av bahia de san carlos 214 col penon``;
    ``S.A. de C.V.`` becomes ``sa de cv``. Abbreviations stay as they were typed.
    """
    return _words(_without_marks(_decomposed(text)))


def sort_key(text: str) -> str:
    """Like :func:`search_key`, but ñ sorts after n as Spanish lists do: ``Núñez`` → ``nun~ez``."""
    with_enye = _without_marks(_decomposed(text).replace(_DECOMPOSED_ENYE, "ñ"))
    return _words(with_enye).replace("ñ", "n~")


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFKD", text).casefold()


def _without_marks(decomposed: str) -> str:
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _words(text: str) -> str:
    joined = _INITIALS.sub("", _SILENT.sub("", text))
    return " ".join(_NOT_A_WORD.sub(" ", joined).split())
