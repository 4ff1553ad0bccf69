"""References of each channel: published vectors, what each algorithm detects, refusals."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.worked_tables import read_table

from caudal.engines.references import (
    CondensedDateOutOfRange,
    ReferenceAlgorithm,
    ReferenceAmountDiffers,
    ReferenceCheckFailed,
    ReferenceFieldsInvalid,
    ReferenceMalformed,
    ReferenceSettings,
    ReferenceSettingsInvalid,
    build_reference,
    verify_reference,
)
from caudal.engines.references.check_digits import (
    bbva_10_digits,
    condensed_amount,
    condensed_date,
    expand_date,
)

PAGE = "references.md"
AMOUNT, DUE = Decimal("4256.50"), date(1997, 5, 23)
CHANNELS = {
    ReferenceAlgorithm.BBVA_00: ReferenceSettings(ReferenceAlgorithm.BBVA_00, width=17),
    ReferenceAlgorithm.PAYNET: ReferenceSettings(
        ReferenceAlgorithm.PAYNET, width=11, prefix="00003Y"
    ),
    ReferenceAlgorithm.CLABE: ReferenceSettings(ReferenceAlgorithm.CLABE, width=17),
    ReferenceAlgorithm.BANAMEX: ReferenceSettings(
        ReferenceAlgorithm.BANAMEX, width=11, bank_branch="7006", bank_account="3066824"
    ),
    ReferenceAlgorithm.BBVA_10: ReferenceSettings(
        ReferenceAlgorithm.BBVA_10, width=12, base_year=1988
    ),
}
channels = st.sampled_from(list(CHANNELS.values()))


def build(settings: ReferenceSettings, number: str) -> str:
    return build_reference(settings=settings, number=number, amount=AMOUNT, due_date=DUE)


@pytest.mark.parametrize("row", read_table(page=PAGE, heading="Published vectors"), ids=str)
def test_published_vectors(row: dict[str, str]) -> None:
    settings = CHANNELS[ReferenceAlgorithm(row["algorithm"])]
    number = row["body"].removeprefix(settings.prefix)
    reference = build(settings, number)
    assert reference == row["body"] + row["check digits"]
    verified = verify_reference(settings=settings, reference=reference, amount=AMOUNT)
    assert verified.number == number
    assert verified.due_date == (DUE if row["algorithm"] == "bbva_10" else None)


def test_the_page_names_every_algorithm() -> None:
    table = read_table(page=PAGE, heading="Algorithms")
    words = {row["word in a pack"].strip("`") for row in table}
    assert words == set(ReferenceAlgorithm) == set(CHANNELS)


@pytest.mark.parametrize("letters", ["AJ1", "BKS2", "CLT3", "DMU4", "ENV5", "FOW6", "GPX7"])
def test_paynet_letters_are_worth_their_digit(letters: str) -> None:
    references = [
        build_reference(
            settings=ReferenceSettings(ReferenceAlgorithm.PAYNET, width=4, prefix=letter),
            number="1234",
        )
        for letter in letters
    ]
    assert len({reference[-1] for reference in references}) == 1


@given(channels, st.integers(0, 10**11 - 1))
def test_what_was_built_is_read_back(settings: ReferenceSettings, number: int) -> None:
    reference = build(settings, str(number))
    spaced = f" {reference[:4].lower()} {reference[4:]}\n"
    verified = verify_reference(settings=settings, reference=spaced, amount=AMOUNT)
    assert int(verified.number) == number
    assert len(verified.number) == settings.width


@given(channels, st.integers(0, 10**11 - 1), st.integers(0, 40), st.integers(1, 9))
def test_one_wrong_digit_is_detected(
    settings: ReferenceSettings, number: int, position: int, shift: int
) -> None:
    reference = build(settings, str(number))
    position = len(settings.prefix) + position % (len(reference) - len(settings.prefix))
    wrong = str((int(reference[position]) + shift) % 10)
    with pytest.raises(ReferenceCheckFailed):
        verify_reference(
            settings=settings, reference=reference[:position] + wrong + reference[position + 1 :]
        )


def promises_to_detect(algorithm: ReferenceAlgorithm, pair: str) -> bool:
    if algorithm is ReferenceAlgorithm.CLABE:
        return abs(int(pair[0]) - int(pair[1])) != 5
    if algorithm in {ReferenceAlgorithm.BBVA_00, ReferenceAlgorithm.PAYNET}:
        return set(pair) != {"0", "9"}
    return True


@given(channels, st.integers(0, 10**11 - 1), st.integers(0, 40))
def test_swapped_neighbours_are_detected_as_promised(
    settings: ReferenceSettings, number: int, position: int
) -> None:
    reference = build(settings, str(number))
    position = len(settings.prefix) + position % (len(reference) - len(settings.prefix) - 1)
    pair = reference[position : position + 2]
    assume(pair[0] != pair[1] and promises_to_detect(settings.algorithm, pair))
    swapped = reference[:position] + pair[::-1] + reference[position + 2 :]
    with pytest.raises(ReferenceCheckFailed):
        verify_reference(settings=settings, reference=swapped)


def test_a_virtual_clabe_carries_the_account() -> None:
    settings = ReferenceSettings(ReferenceAlgorithm.CLABE, width=7, prefix="6461801234")
    reference = build_reference(settings=settings, number="182937")
    assert reference[:17] == "64618012340182937"
    assert verify_reference(settings=settings, reference=reference).number == "0182937"
    assert len(reference) == 18


def test_another_amount_is_noticed_by_the_one_that_carries_it() -> None:
    reference = build(CHANNELS[ReferenceAlgorithm.BBVA_10], "1")
    settings = CHANNELS[ReferenceAlgorithm.BBVA_10]
    assert verify_reference(settings=settings, reference=reference).due_date == DUE
    with pytest.raises(ReferenceAmountDiffers, match="no es el de la referencia"):
        verify_reference(settings=settings, reference=reference, amount=Decimal("4256.51"))


@pytest.mark.parametrize(
    "reference", ["", "12", "abc", "1" * 17, "1" * 19, "١" * 18, "00004Y101013965399"]
)
def test_the_reference_of_another_channel_is_refused(reference: str) -> None:
    for algorithm in (ReferenceAlgorithm.BBVA_00, ReferenceAlgorithm.PAYNET):
        with pytest.raises(ReferenceMalformed, match="no es una referencia de este canal"):
            verify_reference(settings=CHANNELS[algorithm], reference=reference)


def test_a_date_that_does_not_exist_is_refused_with_good_check_digits() -> None:
    february_30 = f"{9 * 372 + 31 + 29:04d}"
    body = f"000000000001{february_30}62"
    with pytest.raises(ReferenceMalformed, match="no es una fecha condensada"):
        verify_reference(
            settings=CHANNELS[ReferenceAlgorithm.BBVA_10],
            reference=body + bbva_10_digits(body),
        )


@given(st.dates(date(2013, 1, 1), date(2038, 12, 31)))
def test_a_condensed_date_expands_to_itself(day: date) -> None:
    condensed = condensed_date(day, base_year=2013)
    assert len(condensed) == 4
    assert expand_date(condensed, base_year=2013) == day


@pytest.mark.parametrize("day", [date(1987, 12, 31), date(2014, 12, 31)])
def test_a_date_outside_the_base_year_says_what_to_change(day: date) -> None:
    with pytest.raises(CondensedDateOutOfRange, match="cambie el año base"):
        condensed_date(day, base_year=1988)


def test_the_condensed_amount_is_the_published_one() -> None:
    assert condensed_amount(Decimal("4256.50")) == "6"
    assert condensed_amount(Decimal(0)) == "0"


@pytest.mark.parametrize("number", ["", "12a", "-1", "1" * 13, "١"])
def test_a_number_that_does_not_fit_is_refused(number: str) -> None:
    with pytest.raises(ReferenceFieldsInvalid, match="de 1 a 12 dígitos"):
        build(CHANNELS[ReferenceAlgorithm.BBVA_10], number)


@pytest.mark.parametrize(
    ("amount", "due_date"), [(None, DUE), (AMOUNT, None), (Decimal("-0.01"), DUE)]
)
def test_bbva_10_needs_amount_and_date(amount: Decimal | None, due_date: date | None) -> None:
    settings = CHANNELS[ReferenceAlgorithm.BBVA_10]
    with pytest.raises(ReferenceFieldsInvalid, match="lleva importe y vencimiento"):
        build_reference(settings=settings, number="1", amount=amount, due_date=due_date)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"algorithm": "bbva_00", "width": 0}, "no tiene ancho"),
        ({"algorithm": "bbva_00", "width": 7, "prefix": "A1"}, "no admite: A1"),
        ({"algorithm": "paynet", "width": 7, "prefix": "a1"}, "no admite: a1"),
        ({"algorithm": "paynet", "width": 7, "prefix": "A-1"}, "no admite: A-1"),
        ({"algorithm": "banamex_97", "width": 7}, "requiere sucursal"),
        (
            {"algorithm": "banamex_97", "width": 7, "bank_branch": "70", "bank_account": "1234567"},
            "requiere sucursal",
        ),
        (
            {
                "algorithm": "banamex_97",
                "width": 12,
                "bank_branch": "7006",
                "bank_account": "3066824",
            },
            "pasa de los 11",
        ),
        ({"algorithm": "bbva_10", "width": 12}, "requiere el año base"),
        ({"algorithm": "clabe", "width": 7}, "los 17 dígitos"),
    ],
)
def test_a_channel_that_cannot_work_is_refused(settings: dict[str, object], reason: str) -> None:
    algorithm = ReferenceAlgorithm(str(settings["algorithm"]))
    with pytest.raises(ReferenceSettingsInvalid, match=reason):
        ReferenceSettings(**(settings | {"algorithm": algorithm}))  # type: ignore[arg-type]
