"""What holds for any account, payment and policy."""

from datetime import date
from decimal import Decimal
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.allocation.charges import ON_DATE, accounts, charge, columns

from caudal.engines.allocation import (
    AllocationPolicy,
    ColumnsError,
    Criterion,
    OpenItem,
    allocate,
    allocate_many,
    apply_credit,
    preview,
)
from caudal.engines.allocation.policy import SELECTING
from caudal.kernel.money import from_centavos, to_centavos

PICKS = [each for count in range(4) for each in permutations(sorted(SELECTING), count)]
SORTS = [
    (Criterion.OLDEST_DUE,),
    (Criterion.LEGAL_ORDER,),
    (Criterion.OLDEST_DUE, Criterion.LEGAL_ORDER),
    (Criterion.LEGAL_ORDER, Criterion.OLDEST_DUE),
]
policies = st.builds(
    lambda picks, sorts, excludes: AllocationPolicy((*picks, *sorts), excludes_disputed=excludes),
    st.sampled_from(PICKS),
    st.sampled_from(SORTS),
    st.booleans(),
)


@st.composite
def payments(draw: st.DrawFn, items: list[OpenItem], *, minimum: int = 1) -> int:
    """Any amount; often exactly that of a document, of what is overdue or of everything."""
    totals = {minimum}
    for document_id in {item.document_id for item in items}:
        totals.add(_total([item for item in items if item.document_id == document_id]))
    totals.add(_total([item for item in items if item.due_date < ON_DATE]))
    totals.add(_total(items))
    exact = st.sampled_from(sorted(total for total in totals if total >= minimum))
    return draw(st.one_of(exact, st.integers(minimum, 12), st.integers(minimum, 10**8)))


def _total(items: list[OpenItem]) -> int:
    return sum(to_centavos(item.open_amount) for item in items)


@given(st.data(), accounts(), policies)
def test_a_payment_is_conserved_and_no_charge_gets_more_than_it_owes(
    data: st.DataObject, items: list[OpenItem], policy: AllocationPolicy
) -> None:
    amount = from_centavos(data.draw(payments(items)))
    chosen = (
        data.draw(st.sets(st.sampled_from([item.charge_id for item in items]))) if items else ()
    )
    plan = allocate(amount=amount, open_items=items, policy=policy, on_date=ON_DATE, chosen=chosen)
    owed = {item.charge_id: item for item in items}
    assert plan.allocated + plan.to_credit_balance == amount
    assert plan.to_credit_balance >= 0
    assert len({line.charge_id for line in plan.lines}) == len(plan.lines)
    for line in plan.lines:
        assert 0 < line.amount <= owed[line.charge_id].open_amount
        assert line.base + line.tax == line.amount
        assert line.base >= 0
        assert line.tax >= 0
    partial = [line for line in plan.lines if line.amount < owed[line.charge_id].open_amount]
    assert partial in ([], [plan.lines[-1]] if plan.lines else [])
    if plan.to_credit_balance:
        waiting = {item.charge_id for item in items} - {line.charge_id for line in plan.lines}
        assert policy.excludes_disputed or not waiting
        assert all(owed[each].disputed and each not in chosen for each in waiting)


@given(st.data(), accounts(), policies)
def test_the_order_of_arrival_of_charges_does_not_matter(
    data: st.DataObject, items: list[OpenItem], policy: AllocationPolicy
) -> None:
    amount = from_centavos(data.draw(payments(items)))
    shuffled = data.draw(st.permutations(items))
    plans = [
        allocate(amount=amount, open_items=each, policy=policy, on_date=ON_DATE)
        for each in (items, shuffled)
    ]
    assert plans[0] == plans[1]


@given(st.data(), accounts(), policies)
def test_the_preview_adds_up(
    data: st.DataObject, items: list[OpenItem], policy: AllocationPolicy
) -> None:
    amount = from_centavos(data.draw(payments(items)))
    plan = allocate(amount=amount, open_items=items, policy=policy, on_date=ON_DATE)
    after = preview(plan=plan, open_items=items, on_date=ON_DATE)
    owed = sum((item.open_amount for item in items), Decimal(0))
    assert after.remaining_amount + after.disputed_amount == owed - plan.allocated
    assert after.is_overdue == (after.overdue_amount > 0)
    touched = {*after.settled_documents, *after.partly_settled_documents}
    assert len(touched) == len(after.settled_documents) + len(after.partly_settled_documents)


@given(
    st.integers(1, 10**14 - 1).flatmap(lambda a: st.tuples(st.just(a), st.integers(0, a))),
    st.lists(st.floats(0, 1), max_size=8),
)
def test_base_and_tax_of_partial_payments_sum_to_the_charge(
    whole: tuple[int, int], cuts: list[float]
) -> None:
    amount, tax = whole
    ends = sorted({min(amount, int(cut * amount)) for cut in cuts} - {0} | {amount})
    start, base_sum, tax_sum = 0, Decimal(0), Decimal(0)
    for end in ends:
        item = charge(
            amount=from_centavos(amount),
            tax=from_centavos(tax),
            open_amount=from_centavos(amount - start),
        )
        (line,) = allocate(
            amount=from_centavos(end - start),
            open_items=[item],
            policy=AllocationPolicy((Criterion.OLDEST_DUE,)),
            on_date=ON_DATE,
        ).lines
        base_sum, tax_sum, start = base_sum + line.base, tax_sum + line.tax, end
        exact = Decimal(tax) * end / amount / 100
        assert abs(tax_sum - exact) <= Decimal("0.005")
    assert to_centavos(tax_sum) == tax
    assert to_centavos(base_sum) == amount - tax


@given(st.integers(2, 10**6), st.data())
def test_after_any_reversal_the_tax_still_ends_exact(amount: int, data: st.DataObject) -> None:
    """Pay twice, undo the first payment's mirror image, pay the rest: nothing is lost."""
    tax = data.draw(st.integers(0, amount))
    first = data.draw(st.integers(1, amount - 1))
    second = data.draw(st.integers(1, amount - first))

    def pay(paid: int, open_amount: int, open_tax: int) -> int:
        item = charge(
            amount=from_centavos(amount),
            tax=from_centavos(tax),
            open_amount=from_centavos(open_amount),
            open_tax=from_centavos(open_tax),
        )
        (line,) = allocate(
            amount=from_centavos(paid),
            open_items=[item],
            policy=AllocationPolicy((Criterion.OLDEST_DUE,)),
            on_date=ON_DATE,
        ).lines
        return to_centavos(line.tax)

    first_tax = pay(first, amount, tax)
    second_tax = pay(second, amount - first, tax - first_tax)
    rest = amount - second
    piece = data.draw(st.integers(1, rest))
    piece_tax = pay(piece, rest, tax - second_tax)
    last_tax = pay(rest - piece, rest - piece, tax - second_tax - piece_tax) if piece < rest else 0
    assert second_tax + piece_tax + last_tax == tax


@given(st.data(), policies)
def test_many_accounts_at_once_equal_each_on_its_own(
    data: st.DataObject, policy: AllocationPolicy
) -> None:
    ids = sorted(data.draw(st.sets(st.integers(1, 50), max_size=4)))
    by_account = [
        (each, data.draw(accounts(first_charge=each * 100, document_base=each * 10)))
        for each in ids
    ]
    amounts = [data.draw(payments(items, minimum=0)) for _, items in by_account]
    items = columns(by_account)
    answer = allocate_many(
        account_ids=np.array(ids, dtype=np.int64),
        amounts=np.array(amounts, dtype=np.int64),
        open_items=items,
        policy=policy,
        on_date=ON_DATE,
    )
    lines, credit = [], []
    for amount, (_, own) in zip(amounts, by_account, strict=True):
        pesos = from_centavos(amount)
        plan = (
            allocate(amount=pesos, open_items=own, policy=policy, on_date=ON_DATE)
            if amount
            else apply_credit(credit_balance=pesos, open_items=own, policy=policy, on_date=ON_DATE)
        )
        lines += [
            (
                line.charge_id,
                to_centavos(line.amount),
                to_centavos(line.base),
                to_centavos(line.tax),
            )
            for line in plan.lines
        ]
        credit.append(to_centavos(plan.to_credit_balance))
    rows = zip(
        items.charge_id[answer.row].tolist(),
        answer.amount.tolist(),
        answer.base.tolist(),
        answer.tax.tolist(),
        strict=True,
    )
    assert list(rows) == lines
    assert answer.to_credit_balance.tolist() == credit


def test_a_charge_beyond_64_bit_products_is_still_exact() -> None:
    huge = charge(1, amount=Decimal("999999999999.99"), tax=Decimal("137931034482.76"))
    answer = allocate_many(
        account_ids=np.array([1], dtype=np.int64),
        amounts=np.array([33333333333333], dtype=np.int64),
        open_items=columns([(1, [huge])]),
        policy=AllocationPolicy((Criterion.OLDEST_DUE,)),
        on_date=ON_DATE,
    )
    assert answer.tax.tolist() == [4597701149425]
    assert answer.base.tolist() == [33333333333333 - 4597701149425]


@pytest.mark.parametrize(
    ("account_ids", "amounts", "reason"),
    [
        ([1, 1], [5, 5], "without repeating"),
        ([2, 1], [5, 5], "without repeating"),
        ([1], [-5], "zero or more"),
        ([1, 2], [5], "one amount"),
        ([2], [5], "without an amount"),
        ([], [], "without an amount"),
    ],
)
def test_columns_that_do_not_belong_together_are_refused(
    account_ids: list[int], amounts: list[int], reason: str
) -> None:
    with pytest.raises(ColumnsError, match=reason):
        allocate_many(
            account_ids=np.array(account_ids, dtype=np.int64),
            amounts=np.array(amounts, dtype=np.int64),
            open_items=columns([(1, [charge(1)])]),
            policy=AllocationPolicy((Criterion.OLDEST_DUE,)),
            on_date=date(2026, 11, 17),
        )


def test_rows_out_of_order_or_against_themselves_are_refused() -> None:
    with pytest.raises(ColumnsError, match="sorted by account"):
        columns([(2, [charge(1)]), (1, [charge(2)])])
    good = columns([(1, [charge(1)])])
    with pytest.raises(ColumnsError, match="contradicts itself"):
        type(good)(
            **{name: getattr(good, name) for name in good.__slots__}
            | {"open_amount": good.amount + 1}
        )
    with pytest.raises(ColumnsError, match="different lengths"):
        type(good)(**{name: getattr(good, name) for name in good.__slots__} | {"tax": good.tax[:0]})
