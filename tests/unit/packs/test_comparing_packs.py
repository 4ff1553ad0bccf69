"""What a pack may change by itself, what two people sign, and what never changes."""

import pytest
from tests.factories.packs import small_pack

from caudal.adapters.packs.comparison import Guard, compare

NEW_UMA = (
    "parametros:\n",
    "parametros:\n- {clave: UMA, desde: 2027-02-01, valor: 120, fuente: INEGI}\n",
)
NEW_SECTOR = ("sectores:\n", 'sectores:\n- {clave: "2", nombre: Norte}\n')


def test_the_same_pack_differs_in_nothing() -> None:
    comparison = compare(pack=small_pack(), current=small_pack())
    assert comparison.differences == ()
    assert comparison.only_in_database == ()


def test_everything_is_new_where_there_is_no_utility() -> None:
    comparison = compare(pack=small_pack(), current=None)
    assert all(found.before is None for found in comparison.differences)
    sections = [found.section for found in comparison.differences]
    assert sections.count("periods") == 6
    assert sections.count("versions") == 1


@pytest.mark.parametrize(
    ("replacement", "sentence", "guard"),
    [
        (NEW_SECTOR, "Sector 2: por agregar", Guard.FREE),
        (("nombre: Centro", "nombre: Medio"), "Sector 1: nombre Centro → Medio", Guard.FREE),
        (("anios: [2026]", "anios: [2026, 2027]"), None, Guard.FREE),
        (("nombre: Agua, ", "nombre: Agua potable, "), None, Guard.FREE),
        (("orden: 30", "orden: 5"), "Concepto agua: orden 30 → 5", Guard.TWO_SIGNATURES),
        (
            ("orden: 30", "orden: 30, causa_recargos: no"),
            "Concepto agua: causa_recargos si → no",
            Guard.TWO_SIGNATURES,
        ),
        (NEW_UMA, "Parámetro UMA desde 2027-02-01: por agregar", Guard.TWO_SIGNATURES),
        (
            ("valor: 117.310", "valor: 118"),
            "Parámetro UMA desde 2026-02-01: valor 117.31 → 118",
            Guard.FIXED,
        ),
        (("tasa_mensual: 0.02", "tasa_mensual: 0.03"), None, Guard.FIXED),
        (("{clave: R, prefijo: R-}", "{clave: R, prefijo: RR-}"), None, Guard.FIXED),
        (("dias_para_pagar: 10", "dias_para_pagar: 12"), None, Guard.FIXED),
        (("SI(mayor, 50, 100)", "SI(mayor, 51, 100)"), None, Guard.FIXED),
        (("desde_importe: 500", "desde_importe: 900"), "Centinelas desde 2026-01-01: el documento",
         Guard.FIXED),
    ],
)  # fmt: skip
def test_each_difference_knows_who_may_make_it(
    replacement: tuple[str, str], sentence: str | None, guard: Guard
) -> None:
    comparison = compare(pack=small_pack(replacement), current=small_pack())
    assert comparison.differences
    assert guard in {found.guard for found in comparison.differences}
    if sentence:
        assert comparison.differences[0].sentence.startswith(sentence)


def test_what_only_the_database_has_is_told_and_left_alone() -> None:
    comparison = compare(pack=small_pack(), current=small_pack(NEW_SECTOR, NEW_UMA))
    assert comparison.differences == ()
    assert comparison.only_in_database == ("Sector 2", "Parámetro UMA desde 2027-02-01")
