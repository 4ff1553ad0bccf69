"""What a person reads before signing."""

from caudal.adapters.packs.showing import ShownRow, shown_rows
from caudal.domain.platform.models import ConfigurationChange


def test_a_parameter_shows_what_holds_and_what_would() -> None:
    change = ConfigurationChange(
        before={"code": "UMA", "valid_from": "2026-02-01", "value": "117.31", "source": "INEGI"},
        after={"code": "UMA", "valid_from": "2027-02-01", "value": "120", "source": "INEGI"},
    )
    rows = shown_rows(change=change)
    assert rows == (
        ShownRow("Clave", "UMA", "UMA"),
        ShownRow("Desde", "01/02/2026", "01/02/2027"),
        ShownRow("Valor", "117.31", "120"),
        ShownRow("Fuente", "INEGI", "INEGI"),
    )
    assert [row.is_changed for row in rows] == [False, True, True, False]


def test_nested_rules_are_told_one_by_one_and_what_is_not_there_is_a_dash() -> None:
    change = ConfigurationChange(
        before=None,
        after={"limits": {"importe_maximo": {"*": "900"}}, "criteria": ["orden_legal"]},
    )
    assert shown_rows(change=change) == (
        ShownRow("Límites · importe maximo · *", "–", "900"),
        ShownRow("Criterios, en orden", "–", "orden legal"),
    )


def test_what_would_go_is_shown_too() -> None:
    change = ConfigurationChange(
        before={"cap_rate": "1", "bears_surcharges": "si"},
        after={"cap_rate": None, "bears_surcharges": "no"},
    )
    assert shown_rows(change=change) == (
        ShownRow("Tope", "1", "–"),
        ShownRow("Causa recargos", "sí", "no"),
    )


def test_of_a_digest_enough_is_shown_to_tell_two_documents_apart() -> None:
    change = ConfigurationChange(before=None, after={"digest": "72a9250689ce9c6fdc9e6782a460951b"})
    assert shown_rows(change=change) == (ShownRow("Huella del documento", "–", "72a9250689ce"),)
