"""One reading reviewed: the worked cycle, the words and the way out of each finding."""

import pytest
from tests.unit.reading_review.worked import (
    PAGE,
    example_rules,
    history,
    litres,
    litres_or_none,
    worked_reading,
)
from tests.worked_tables import read_table

from caudal.engines.reading_review.consumption import DialSpan
from caudal.engines.reading_review.estimate import EstimateMethod
from caudal.engines.reading_review.reading_facts import ReadingFacts
from caudal.engines.reading_review.review import Review, review
from caudal.engines.reading_review.rules import Action, FindingCode, Severity

READINGS = read_table(page=PAGE, heading="Readings")


@pytest.mark.parametrize("row", READINGS, ids=lambda row: f"{row['findings']}-{row['previous']}")
def test_worked_cycle(row: dict[str, str]) -> None:
    found = review(reading=worked_reading(row), rules=example_rules())
    assert "; ".join(finding.label for finding in found.findings) == row["findings"]
    assert found.is_blocked == (row["blocks"] == "yes")
    assert found.proposed_action == row["action"]
    assert found.proposed_volume_litres == litres_or_none(row["proposed"])


def reviewed(
    previous: str,
    current: str | None,
    past: str = "19 19 19 19 19 19",
    *,
    removed: DialSpan | None = None,
    diameter_mm: int | None = None,
    distance_m: int | None = None,
) -> Review:
    reading = ReadingFacts(
        previous_litres=litres(previous),
        current_litres=None if current is None else litres(current),
        digits=5,
        removed=removed,
        history=history(past),
        diameter_mm=diameter_mm,
        distance_m=distance_m,
    )
    return review(reading=reading, rules=example_rules())


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (reviewed("517", "482"), "La lectura baja 35 m³: de 517 a 482."),
        (reviewed("99987", "14"), "El medidor dio la vuelta: de 99,987 a 14 son 27 m³."),
        (
            reviewed("2041", "2244", "18 18 18 18 18 18"),
            "El consumo de 203 m³ pasa por 185 m³ su promedio de 18 m³.",
        ),
        (
            reviewed("8830", "8861", "73 73 73 73 73 74"),
            "El consumo de 31 m³ está 42.167 m³ bajo su promedio de 73.167 m³.",
        ),
        (reviewed("5", "5", "5 5 0 0 0 0"), "El consumo es cero por 5.ª vez seguida."),
        (
            reviewed("964", "964"),
            "La lectura es igual a la anterior (964) y el promedio es 19 m³.",
        ),
        (
            reviewed("688", None, "15 15 15 15a 15e 15a"),
            "Sería la 4.ª estimación seguida y se permiten 3: hay que leer el medidor.",
        ),
        (reviewed("688", None), "No hay lectura de este periodo."),
        (
            reviewed("0", "905", "361 361 361", diameter_mm=13),
            (
                "El consumo de 905 m³ es más de lo que un medidor de 13 mm deja pasar "
                "en el periodo (450 m³)."
            ),
        ),
        (
            reviewed("10", "29", distance_m=1_186),
            "La lectura se tomó a 1,186 m de la toma y se aceptan 100 m.",
        ),
    ],
)
def test_every_finding_says_why_with_its_numbers(found: Review, sentence: str) -> None:
    assert found.findings[0].sentence == sentence


def test_a_meter_change_is_told_by_the_meter_that_went_wrong() -> None:
    removed = DialSpan(4_131_000, 4_120_000, 5)
    found = reviewed("0", "40", removed=removed)
    (finding,) = found.findings
    assert finding.code is FindingCode.BELOW_PREVIOUS
    assert finding.sentence == "La lectura baja 11 m³: de 4,131 a 4,120."
    assert found.difference is not None
    assert found.difference.volume_litres == -11_000


def test_a_meter_change_adds_both_parts() -> None:
    found = reviewed("0", "7", removed=DialSpan(4_120_000, 4_131_000, 5))
    assert found.findings == ()
    assert found.proposed_volume_litres == 18_000


def test_what_went_backward_cannot_be_accepted() -> None:
    (finding,) = reviewed("517", "482").findings
    assert finding.actions == (Action.ESTIMATE, Action.CORRECT, Action.RE_READ, Action.HOLD)
    assert finding.severity is Severity.SEVERE


def test_without_history_there_is_nothing_to_estimate_from() -> None:
    found = reviewed("517", "482", "")
    (finding,) = found.findings
    assert found.estimate is None
    assert finding.actions == (Action.CORRECT, Action.RE_READ, Action.HOLD)
    assert (finding.proposed_action, finding.proposed_volume_litres) == (Action.RE_READ, None)


def test_an_assigned_volume_stands_in_for_a_short_history() -> None:
    reading = ReadingFacts(previous_litres=0, current_litres=None, digits=5, assigned_litres=26_000)
    found = review(reading=reading, rules=example_rules())
    assert found.estimate is not None
    assert found.estimate.method is EstimateMethod.ASSIGNED
    assert found.proposed_volume_litres == 26_000


@pytest.mark.parametrize(
    ("volume", "label"),
    [(38, ""), (39, "Muy alta"), (9, ""), (8, "Muy baja")],
)
def test_a_deviation_must_pass_both_of_its_limits(volume: int, label: str) -> None:
    """Mean 19: more than 100 % and 15 m³ above is from 39; more than 50 % and 10 m³ below, to 8."""
    found = reviewed("100", str(100 + volume))
    assert "; ".join(finding.label for finding in found.findings) == label
