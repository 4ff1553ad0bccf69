"""What the laboratory says of a draft is what a run of that draft would bill."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from tests.factories.billing import TARIFF
from tests.factories.history import noon
from tests.factories.runs import Town, issue_day, make_town
from tests.factories.tariffs import pack_text

from caudal.domain.billing.models import BillingRun, RunAccount, TariffTrial
from caudal.domain.platform.models import AuditEntry, BackgroundJob
from caudal.domain.registry.models import ServiceAccount
from caudal.domain.tariffs.models import Tariff, TariffVersion
from caudal.domain.tariffs.queries.versions import digest_of
from caudal.usecases.request_tariff_trial import (
    DocumentNotUsable,
    NobodyHasTariff,
    NothingToTry,
    request_tariff_trial,
)
from caudal.usecases.run_tariff_trial import run_tariff_trial

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
AT = datetime(2026, 11, 20, 18, tzinfo=UTC)

#: Homes pay less up to 10 m³ and more above; shops pay far more, some of them beyond the limits.
DRAFT = (
    TARIFF.format(code="AG-2027", start="2027-01-01")
    .replace("118.40", "100.00")
    .replace("[15, 13.2650]", "[15, 19.5000]")
    .replace("286.50", "950.00")
    .replace("29.8640", "160.0000")
)


@pytest.fixture
def town(db: None) -> Town:
    del db
    town = make_town()
    for month in (date(2026, 7, 1), date(2026, 8, 1), SEPTEMBER):
        town.read(month)
        town.issued(month)
    town.read(OCTOBER, {3: None, 8: "0", 12: "260", 13: "10"})
    return town


def tried(town: Town, document: str = DRAFT, month: date = OCTOBER) -> TariffTrial:
    during = town.period(month).during
    asked = request_tariff_trial(
        tariff=Tariff.objects.get(),
        document=document,
        first_day=during.lower,
        next_day=during.upper,
        acting_user=town.clerk,
        at=AT,
    )
    return run_tariff_trial(trial_id=asked.trial.pk, at=AT)


def put_in_force(document: str) -> None:
    """What publishing the draft would have done, had it been in force since the beginning."""
    TariffVersion.objects.update(valid_during=DateRange(date(2025, 1, 1), date(2025, 1, 2)))
    TariffVersion.objects.create(
        tariff=Tariff.objects.get(),
        code="COPY",
        valid_during=DateRange(date(2026, 1, 1), None),
        document=document,
        digest=digest_of(document=document),
        is_complete=True,
        source="Copia",
        state=TariffVersion.State.PUBLISHED,
        proposed_at=AT,
    )


def reasons(run: BillingRun) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for staged in RunAccount.objects.filter(run=run).exclude(outcome="billed"):
        place = (str(staged.outcome), staged.reason)
        found[place] = found.get(place, 0) + 1
    return found


def told(side: dict[str, Any]) -> dict[tuple[str, str], int]:
    return {(each["outcome"], each["reason"]): each["count"] for each in side["set_aside"]}


def test_both_sides_are_what_runs_would_bill(town: Town) -> None:
    figures = tried(town).figures or {}
    today = town.calculated(OCTOBER)
    assert figures["today"]["total"] == today.total * 100
    assert figures["today"]["billed"] == today.billed_count
    assert told(figures["today"]) == reasons(today)
    before = dict(RunAccount.objects.filter(run=today).values_list("account_id", "total"))

    BillingRun.objects.filter(pk=today.pk).update(state=BillingRun.State.DISCARDED, code="X")
    put_in_force(DRAFT)
    then = town.calculated(OCTOBER)
    assert figures["then"]["total"] == then.total * 100
    assert figures["then"]["net"] + figures["then"]["tax"] == then.total * 100
    assert figures["then"]["billed"] == then.billed_count
    assert told(figures["then"]) == reasons(then)
    assert reasons(then) != reasons(today)
    assert figures["accounts"] == then.active_count == len(town.accounts)

    _compare_account_by_account(figures, today, then, before)


def _compare_account_by_account(
    figures: dict[str, Any],
    today: BillingRun,
    then: BillingRun,
    before: dict[int, Decimal],
) -> None:
    billed_before = set(
        RunAccount.objects.filter(run=today, outcome="billed").values_list("account_id", flat=True)
    )
    staged = RunAccount.objects.filter(run=then, outcome="billed").select_related("account")
    both = [each for each in staged if each.account_id in billed_before]
    rises = {each.account_id: int((each.total - before[each.account_id]) * 100) for each in both}
    whole = figures["whole"]
    assert whole["accounts"] == len(both)
    assert whole["then"] - whole["today"] == sum(rises.values())
    assert whole["up"] == sum(rise > 0 for rise in rises.values())
    assert whole["down"] == sum(rise < 0 for rise in rises.values())
    assert figures["only_today"] == len(billed_before) - len(both)
    homes = [r for each in both if (r := rises[each.account_id]) and _use(each) != "comercial"]
    home = figures["groups"]["use"]["domestico_medio"]
    assert home["then"] - home["today"] == sum(homes)
    worst = max(rises.items(), key=lambda item: (item[1], -item[0]))
    assert figures["rises"][0]["account_id"] == worst[0]
    assert figures["rises"][0]["then"] - figures["rises"][0]["today"] == worst[1]
    for dimension in ("use", "colonia", "band"):
        groups = figures["groups"][dimension].values()
        assert sum(group["accounts"] for group in groups) == len(both)
        assert sum(group["then"] for group in groups) == whole["then"]
    assert sum(figures["shares"]) == len(both)


def _use(staged: RunAccount) -> str:
    account = ServiceAccount.objects.select_related("use_class").get(pk=staged.account_id)
    return account.use_class.code


def test_a_past_month_that_is_issued(town: Town) -> None:
    """The side of today is what was billed then: nothing of the register has changed."""
    figures = tried(town, month=SEPTEMBER).figures or {}
    issued = BillingRun.objects.get(period=town.period(SEPTEMBER))
    assert figures["today"]["total"] == issued.total * 100


def test_nothing_changes_with_the_same_tariff(town: Town) -> None:
    same = TariffVersion.objects.get().document
    figures = tried(town, document=same).figures or {}
    assert figures["today"] == figures["then"]
    assert (figures["whole"]["up"], figures["whole"]["down"]) == (0, 0)
    assert figures["rises"] == figures["falls"] == []


def test_accounts_that_the_draft_cannot_rate_are_told(town: Town) -> None:
    document = DRAFT.replace("      comercial: {base: 950.00", "      industrial: {base: 950.00")
    figures = tried(town, document=document).figures or {}
    (refused,) = figures["then"]["refused"]
    assert "comercial" in refused["message"]
    assert refused["count"] == 4
    # The fourth shop is held today too: its 260 m³ are above the ceiling of its history.
    assert figures["only_today"] == 3


def test_nothing_is_billed(town: Town) -> None:
    runs = BillingRun.objects.count()
    tried(town)
    assert BillingRun.objects.count() == runs
    assert TariffVersion.objects.count() == 1


def test_a_trial_is_a_job_with_its_trace(town: Town) -> None:
    trial = tried(town)
    job = BackgroundJob.objects.get(subject_id=trial.pk, kind="billing.try_tariff")
    assert job.total_count == len(town.accounts)
    entry = AuditEntry.objects.get(action="billing.tariff_trial.requested")
    assert (entry.after or {})["version"] == "AG-2027"
    again = run_tariff_trial(trial_id=trial.pk, at=noon(issue_day(OCTOBER)))
    assert again.finished_at == AT


def test_what_cannot_be_tried(town: Town) -> None:
    tariff = Tariff.objects.get()
    good = {"document": DRAFT, "first_day": OCTOBER, "next_day": date(2026, 11, 1)}

    def ask(**changes: Any) -> None:
        request_tariff_trial(
            **{"tariff": tariff, "acting_user": town.clerk, "at": AT, **good, **changes}
        )

    for document in ("clave: [", DRAFT.replace("agua(consumo)", "agua(nada)")):
        with pytest.raises(DocumentNotUsable):
            ask(document=document)
    with pytest.raises(NothingToTry):
        ask(first_day=date(2020, 1, 1), next_day=date(2020, 2, 1))
    with pytest.raises(NobodyHasTariff):
        ask(tariff=Tariff.objects.create(code="otra", name="Otra"))
    ask(document=pack_text("san-telmo-2026"))
    assert TariffTrial.objects.count() == 1
