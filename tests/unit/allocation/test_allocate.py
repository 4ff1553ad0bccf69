"""What a payment settles: the worked page, each criterion alone, refusals."""

from datetime import date
from decimal import Decimal

import pytest
from tests.unit.allocation.charges import ON_DATE, PAGE, charge, worked_charges
from tests.worked_tables import read_table

from caudal.engines.allocation import (
    USUAL_CRITERIA,
    AllocationPolicy,
    AmountNotPositive,
    ChosenItemNotOpen,
    Criterion,
    OpenItem,
    OpenItemInvalid,
    RepeatedOpenItem,
    allocate,
    apply_credit,
    preview,
)
from caudal.kernel.money import AmountNotInCentavos

USUAL = AllocationPolicy(USUAL_CRITERIA)
BY_DUE = AllocationPolicy((Criterion.OLDEST_DUE, Criterion.LEGAL_ORDER))


def settled(
    amount: str, policy: AllocationPolicy, *items: OpenItem, chosen: tuple[int, ...] = ()
) -> list[int]:
    plan = allocate(
        amount=Decimal(amount), open_items=items, policy=policy, on_date=ON_DATE, chosen=chosen
    )
    return [line.charge_id for line in plan.lines]


@pytest.mark.parametrize(
    "row", read_table(page=PAGE, heading="Payments"), ids=lambda row: row["paid"]
)
def test_the_worked_payments(row: dict[str, str]) -> None:
    items = worked_charges()
    plan = allocate(
        amount=Decimal(row["paid"]),
        open_items=items,
        policy=USUAL,
        on_date=ON_DATE,
        chosen=[int(charge_id) for charge_id in row["chosen"].split()],
    )
    last, after = plan.lines[-1], preview(plan=plan, open_items=items, on_date=ON_DATE)
    assert [str(line.charge_id) for line in plan.lines] == row["settled"].split()
    assert str(last.amount) == row["last amount"]
    assert str(last.base) == row["last base"]
    assert str(last.tax) == row["last tax"]
    assert str(plan.to_credit_balance) == row["credit balance"]
    assert str(after.overdue_amount) == row["overdue"]
    assert str(after.not_yet_due_amount) == row["not yet due"]
    assert str(after.disputed_amount) == row["disputed"]


def test_the_worked_partial_payments() -> None:
    open_amount = Decimal("112.58")
    for row in read_table(page=PAGE, heading="Partial payments of one charge"):
        item = charge(amount=Decimal("112.58"), tax=Decimal("15.53"), open_amount=open_amount)
        (line,) = allocate(
            amount=Decimal(row["paid"]), open_items=[item], policy=USUAL, on_date=ON_DATE
        ).lines
        assert (str(line.base), str(line.tax)) == (row["base"], row["tax"])
        open_amount -= line.amount
    assert open_amount == 0


def test_the_legal_order_may_go_before_the_dates() -> None:
    old_water = charge(1, concept_priority=2, due_date=date(2026, 1, 1))
    new_surcharge = charge(2, concept_priority=1, due_date=date(2026, 9, 1))
    by_law = AllocationPolicy((Criterion.LEGAL_ORDER, Criterion.OLDEST_DUE))
    assert settled("232", BY_DUE, old_water, new_surcharge) == [1, 2]
    assert settled("232", by_law, old_water, new_surcharge) == [2, 1]


def test_equal_charges_go_by_date_then_document_then_charge() -> None:
    items = [
        charge(4, document_id=2),
        charge(3, document_id=2),
        charge(9, document_id=1),
        charge(8, document_id=3, document_date=date(2026, 9, 1)),
    ]
    assert settled("464", BY_DUE, *items) == [8, 9, 3, 4]
    assert settled("464", BY_DUE, *reversed(items)) == [8, 9, 3, 4]


def test_the_first_of_two_matching_documents_is_the_exact_one() -> None:
    items = [
        charge(1, document_id=1, due_date=date(2026, 1, 1), amount=Decimal("50.00")),
        charge(2, document_id=2, due_date=date(2026, 3, 1), amount=Decimal("116.00")),
        charge(3, document_id=3, due_date=date(2026, 2, 1), amount=Decimal("116.00")),
    ]
    assert settled("116", USUAL, *items) == [3]
    assert settled("116", BY_DUE, *items) == [1, 3]


def test_an_exact_overdue_total_goes_before_the_legal_order() -> None:
    policy = AllocationPolicy((Criterion.EXACT_OVERDUE, Criterion.LEGAL_ORDER))
    items = [
        charge(1, document_id=1, concept_priority=9, due_date=date(2026, 11, 16)),
        charge(2, document_id=2, concept_priority=1, due_date=ON_DATE),
    ]
    assert settled("116.00", policy, *items) == [1]
    assert settled("116.01", policy, *items) == [2, 1]


def test_only_what_is_open_of_a_document_must_match() -> None:
    half = charge(2, document_id=2, open_amount=Decimal("58.00"), due_date=date(2026, 12, 1))
    assert settled("58", USUAL, charge(1), half) == [2]


def test_a_disputed_charge_waits_unless_chosen_or_allowed() -> None:
    disputed, other = charge(1, disputed=True), charge(2, document_id=2)
    assert settled("232", USUAL, disputed, other) == [2]
    assert settled("232", USUAL, disputed, other, chosen=(1,)) == [1, 2]
    tolerant = AllocationPolicy(USUAL_CRITERIA, excludes_disputed=False)
    assert settled("232", tolerant, disputed, other) == [1, 2]


def test_a_policy_without_choice_ignores_the_finger_but_not_the_dispute() -> None:
    assert settled("116", BY_DUE, charge(1), charge(2, document_id=2), chosen=(2,)) == [1]
    assert settled("116", BY_DUE, charge(1, disputed=True), chosen=(1,)) == [1]


def test_a_payment_without_debts_is_all_credit_balance() -> None:
    plan = allocate(amount=Decimal(50), open_items=[], policy=USUAL, on_date=ON_DATE)
    assert plan.lines == ()
    assert str(plan.to_credit_balance) == "50.00"
    assert str(plan.allocated) == "0.00"


@pytest.mark.parametrize("amount", ["0", "-0.01"])
def test_nothing_is_settled_with_nothing(amount: str) -> None:
    with pytest.raises(AmountNotPositive, match="debe ser mayor que cero"):
        settled(amount, USUAL, charge())


def test_fractions_of_a_centavo_are_refused() -> None:
    with pytest.raises(AmountNotInCentavos):
        settled("1.001", USUAL, charge())


def test_a_charge_that_closed_meanwhile_is_named() -> None:
    with pytest.raises(ChosenItemNotOpen, match="El cargo 7 ya no está pendiente"):
        settled("5", USUAL, charge(1), chosen=(1, 7))


def test_the_same_charge_twice_is_refused() -> None:
    with pytest.raises(RepeatedOpenItem):
        settled("5", USUAL, charge(1), charge(1))


@pytest.mark.parametrize(
    "changes",
    [
        {"open_amount": Decimal("116.01")},
        {"open_amount": Decimal(0)},
        {"tax": Decimal("116.01")},
        {"tax": Decimal("-0.01")},
        {"open_tax": Decimal("16.01")},
        {"open_tax": Decimal("-0.01")},
        {"open_amount": Decimal("10.00"), "open_tax": Decimal("10.01")},
        {"open_amount": Decimal("106.00"), "open_tax": Decimal("5.99")},
    ],
)
def test_a_charge_that_contradicts_itself_is_refused(changes: dict[str, Decimal]) -> None:
    with pytest.raises(OpenItemInvalid, match="El cargo 1 no cuadra"):
        charge(1, **changes)


def test_credit_balance_pays_the_oldest_and_keeps_the_rest() -> None:
    items = worked_charges()
    plan = apply_credit(
        credit_balance=Decimal("326.31"), open_items=items, policy=USUAL, on_date=ON_DATE
    )
    assert [line.charge_id for line in plan.lines] == [24, 21, 22]
    assert plan.to_credit_balance == 0
    plan = apply_credit(
        credit_balance=Decimal("800.00"), open_items=items, policy=USUAL, on_date=ON_DATE
    )
    assert str(plan.to_credit_balance) == "43.22"


def test_no_credit_balance_settles_nothing_and_a_negative_one_is_refused() -> None:
    empty = apply_credit(
        credit_balance=Decimal(0), open_items=[charge()], policy=USUAL, on_date=ON_DATE
    )
    assert empty.lines == ()
    with pytest.raises(AmountNotPositive, match="no puede ser negativo"):
        apply_credit(credit_balance=Decimal(-1), open_items=[], policy=USUAL, on_date=ON_DATE)
