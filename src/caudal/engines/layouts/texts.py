"""Values that stay text: names, identifiers, choices, e-mails, telephones and Mexican keys."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from caudal.engines.layouts.fields import FieldSpec
from caudal.engines.layouts.refusals import CellRefused
from caudal.engines.layouts.rows import Cell, ErrorCode, cell_text
from caudal.engines.layouts.words import fold_value

EXCEL_DIGITS = 15
"""A spreadsheet keeps 15 significant digits; the rest of a longer number is already lost."""

_WHITE_SPACE = re.compile(r"[ \t\r\n\u00a0\u202f]+")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd]"
)
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_EMAIL = re.compile(
    r"[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)
_PHONE_DRESS = re.compile(r"[ ().\-/]")
_PHONE = re.compile(r"(?:\+?52 ?1?)?([2-9]\d{9})")
_RFC = re.compile(r"[A-ZÑ&]{3,4}(\d{6})[A-Z0-9]{2}[A0-9]")
_CURP = re.compile(r"[A-Z][AEIOUX][A-Z]{2}(\d{6})[HMX][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}[0-9A-Z]\d")
_POSTAL_CODE = re.compile(r"\d{5}")
_WRITE_AGAIN = "Dé formato de texto a la columna y vuelva a escribirla."
_FORMULA_STARTS = frozenset("=+-@")
_YES = frozenset({"si", "s", "1", "x", "verdadero", "v", "true"})
_NO = frozenset({"no", "n", "0", "falso", "f", "false"})


def clean_text(cell: Cell) -> str:
    """A cell as one line of text: composed accents, single spaces, nothing invisible.

    :raises CellRefused: if it carries control or invisible characters
    """
    if not isinstance(cell, str):
        return cell_text(cell)
    text = cell
    if text[:1] == "'" and text[1:2] in _FORMULA_STARTS:
        text = text[1:]  # Our own CSV exports write it before what Excel would take for a formula.
    if not text.isprintable() or "\ufffd" in text:
        _refuse_control_characters(text)
        text = _WHITE_SPACE.sub(" ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if "  " in text:
        text = _WHITE_SPACE.sub(" ", text)
    return text.strip()


def _refuse_control_characters(text: str) -> None:
    if found := _CONTROL.search(text):
        place, code_point = found.start() + 1, ord(found[0])
        raise CellRefused(
            ErrorCode.CONTROL_CHARACTER,
            f"Hay un carácter invisible (U+{code_point:04X}) en la posición {place}. Bórrelo.",
        )


def to_text(text: str, spec: FieldSpec) -> str:
    """Any text within the longest allowed.

    :raises CellRefused: if it is longer
    """
    if spec.max_length is not None and len(text) > spec.max_length:
        reason = f"Tiene {len(text)} caracteres y caben {spec.max_length}. Acórtelo."
        raise CellRefused(ErrorCode.TOO_LONG, reason)
    return text


def to_identifier(cell: Cell, text: str, spec: FieldSpec) -> str:
    """A key of somebody: text as it stands, leading zeros and all.

    :raises CellRefused: if a spreadsheet has spoilt it by taking it for a number or a date
    """
    if _SCIENTIFIC.fullmatch(text):
        raise CellRefused(
            ErrorCode.DIGITS_LOST,
            f"La hoja de cálculo la hizo número y perdió cifras. {_WRITE_AGAIN}",
        )
    if isinstance(cell, Decimal):
        if cell != cell.to_integral_value() or cell < 0:
            reason = "Una clave no lleva decimales ni signo. Revise la columna."
            raise CellRefused(ErrorCode.NOT_AN_IDENTIFIER, reason)
        if len(text) > EXCEL_DIGITS:
            reason = (
                f"Con más de {EXCEL_DIGITS} cifras como número, perdió las últimas. {_WRITE_AGAIN}"
            )
            raise CellRefused(ErrorCode.DIGITS_LOST, reason)
    elif not isinstance(cell, str):
        reason = f"La hoja de cálculo la hizo fecha o sí/no. {_WRITE_AGAIN}"
        raise CellRefused(ErrorCode.NOT_AN_IDENTIFIER, reason)
    return to_text(text, spec)


def to_boolean(cell: Cell, text: str) -> bool:
    """sí/no, 1/0, x, verdadero/falso.

    :raises CellRefused: if it is anything else
    """
    if isinstance(cell, bool):
        return cell
    word = fold_value(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CellRefused(ErrorCode.NOT_A_BOOLEAN, "Escriba sí o no (también valen 1, 0 y x).")


def choice_words(spec: FieldSpec) -> dict[str, str]:
    """Every word that means one of the choices, in plain form → the value to store."""
    return {
        fold_value(word): value
        for value, synonyms in spec.choices.items()
        for word in (value, *synonyms)
    }


def to_choice(text: str, spec: FieldSpec, words: Mapping[str, str]) -> str:
    """The value that a word stands for.

    :raises CellRefused: if no choice has that word; says the nearest one
    """
    plain = fold_value(text)
    if plain in words:
        return words[plain]
    near = get_close_matches(plain, words, n=1)
    hint = f" ¿Quiso decir «{_shown(words[near[0]], spec)}»?" if near else ""
    options = ", ".join(_shown(value, spec) for value in spec.choices)
    raise CellRefused(ErrorCode.NOT_A_CHOICE, f"Escriba una de estas opciones: {options}.{hint}")


def _shown(value: str, spec: FieldSpec) -> str:
    synonyms = spec.choices[value]
    return synonyms[0] if synonyms else value


def to_email(text: str, spec: FieldSpec) -> str:
    """One e-mail address, with its domain in lower case.

    :raises CellRefused: if it is not one
    """
    if not _EMAIL.fullmatch(text) or ".." in text:
        reason = "Escriba un solo correo, como nombre@ejemplo.mx."
        raise CellRefused(ErrorCode.NOT_AN_EMAIL, reason)
    name, _, domain = text.partition("@")
    return to_text(f"{name}@{domain.lower()}", spec)


def to_phone(text: str) -> str:
    """The ten digits of a Mexican number, without country code or dress.

    :raises CellRefused: if there are not ten
    """
    found = _PHONE.fullmatch(_PHONE_DRESS.sub("", text))
    if found is None:
        reason = "Escriba los 10 dígitos del teléfono, con lada y sin extensión."
        raise CellRefused(ErrorCode.NOT_A_PHONE, reason)
    return found[1]


def to_rfc(text: str) -> str:
    """An RFC in capitals, without spaces or hyphens.

    Its check digit is not verified: SAT itself has issued some that do not comply.

    :raises CellRefused: if its form or its date is wrong
    """
    rfc = re.sub(r"[ \-.]", "", text.upper())
    found = _RFC.fullmatch(rfc)
    if found is None or not _is_day(found[1]):
        reason = f"Escriba los 12 o 13 caracteres del RFC, con la fecha en aammdd; hay {len(rfc)}."
        raise CellRefused(ErrorCode.NOT_AN_RFC, reason)
    return rfc


def to_curp(text: str) -> str:
    """A CURP in capitals.

    :raises CellRefused: if its form or its date is wrong
    """
    curp = text.upper().replace(" ", "")
    found = _CURP.fullmatch(curp)
    if found is None or not _is_day(found[1]):
        reason = f"Escriba los 18 caracteres de la CURP; hay {len(curp)}."
        raise CellRefused(ErrorCode.NOT_A_CURP, reason)
    return curp


def to_postal_code(cell: Cell, text: str) -> str:
    """Five digits. A spreadsheet number of four lost its leading zero, which is put back.

    :raises CellRefused: if it is not a postal code
    """
    code = text.zfill(5) if isinstance(cell, Decimal) and len(text) == 4 else text
    if not (code.isascii() and _POSTAL_CODE.fullmatch(code)):
        raise CellRefused(ErrorCode.NOT_A_POSTAL_CODE, "Escriba los 5 dígitos del código postal.")
    return code


def _is_day(yymmdd: str) -> bool:
    """Whether the digits are a day of some century; 29 February counts when it may have existed."""
    year, month, day = int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:])
    try:
        date(2000 + year, month, day)
    except ValueError:
        return False
    return True
