"""What the page shows while the amount is typed."""

from typing import Any

import pytest
from tests.factories.registry import make_account
from tests.integration.caja.conftest import Desk

pytestmark = pytest.mark.django_db


def preview(desk: Desk, **typed: object) -> Any:
    query: dict[str, Any] = {"documents": documents(desk), **desk.form(**typed)}
    return desk.client.get(f"{desk.url}calculo/", query, headers={"HX-Request": "true"})


def documents(desk: Desk) -> list[int]:
    return [row.document_id for row in desk.client.get(desk.url).context["debt"].documents]


@pytest.mark.parametrize(
    ("amount", "applied", "sentence"),
    [
        (
            "422.03",
            ["422.03", "0.00"],
            "Con este cobro la cuenta queda sin recibos vencidos y por vencer $326.31.",
        ),
        ("748.34", ["422.03", "326.31"], "Con este cobro la cuenta queda sin adeudo."),
        (
            "100",
            ["100.00", "0.00"],
            "Con este cobro sigue vencido 1 recibo por $322.03. Un documento queda con un abono.",
        ),
        (
            "800",
            ["422.03", "326.31"],
            (
                "Con este cobro la cuenta queda sin adeudo. $51.66 quedan como saldo a favor y se"
                " aplican a su próximo recibo."
            ),
        ),
    ],
)
def test_the_amount_is_laid_out_and_told(
    desk: Desk, amount: str, applied: list[str], sentence: str
) -> None:
    shown = preview(desk, amount=amount)
    assert [row.applied for row in shown.context["debt"].documents] == applied
    assert shown.context["consequence"] == sentence
    assert sentence in shown.content.decode()


def test_the_exact_amount_of_a_document_is_applied_to_it(desk: Desk) -> None:
    shown = preview(desk, amount="326.31")
    assert [row.applied for row in shown.context["debt"].documents] == ["0.00", "326.31"]


@pytest.mark.parametrize(
    ("typed", "label", "value"),
    [
        ({"cash": "500"}, "Cambio", "$77.97"),
        ({}, "Cambio", "$0.00"),
        ({"cash": "400"}, "Faltan", "$22.03"),
        ({"card": "400", "card_reference": "1", "cash": "50"}, "Cambio", "$27.97"),
        ({"amount": "abc"}, "Cambio", "–"),
        ({"card": "500"}, "Cambio", "–"),
    ],
)
def test_the_change_is_reckoned_by_the_server(
    desk: Desk, typed: dict[str, str], label: str, value: str
) -> None:
    change = preview(desk, **typed).context["change"]
    assert (change.label, change.value) == (label, value)


def test_unticking_a_document_sets_the_amount(desk: Desk) -> None:
    september = documents(desk)[0]
    query: dict[str, Any] = {
        **desk.form(amount="748.34"),
        "documents": [september],
        "elegidos": "1",
    }
    shown = desk.client.get(f"{desk.url}calculo/", query)
    assert shown.context["form"]["amount"].value() == "422.03"
    assert 'id="id_amount"' in shown.content.decode()


def test_an_advance_is_told_as_one(desk: Desk) -> None:
    account = make_account()
    shown = desk.client.get(f"/caja/cuenta/{account.pk}/calculo/", {"amount": "50", "key": "k"})
    assert shown.context["consequence"].startswith("La cuenta no debe nada. $50.00 quedan")


def test_nothing_typed_tells_how_the_account_stands(desk: Desk) -> None:
    assert preview(desk, amount="").context["consequence"] == (
        "La cuenta debe $748.34; $422.03 ya está vencido."
    )
