"""Everything that happened to an account in one list."""

from datetime import UTC, date, datetime

import pytest
from tests.factories.history import make_ontiveros
from tests.factories.platform import AT, ZONE, make_entry, make_user
from tests.factories.registry import make_account

from caudal.domain.receivables.queries.timeline import EventGroup, TimelineEvent, timeline
from caudal.domain.registry.models import AccountNote, ServiceAccount

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> ServiceAccount:
    return make_ontiveros()


def events_of(account: ServiceAccount, *groups: EventGroup) -> list[TimelineEvent]:
    return timeline(
        account_id=account.pk, time_zone=ZONE, limit=500, groups=groups or tuple(EventGroup)
    )


def test_everything_comes_newest_first(account: ServiceAccount) -> None:
    events = events_of(account)
    assert [(f"{e.on_date:%d/%m/%y}", e.kind) for e in events[:8]] == [
        ("06/11/26", "bill"),
        ("06/11/26", "surcharge"),
        ("30/10/26", "reading"),
        ("07/10/26", "bill"),
        ("07/10/26", "surcharge"),
        ("29/09/26", "reading"),
        ("07/09/26", "bill"),
        ("30/08/26", "reading"),
    ]
    # 7 movements, 22 readings, 2 notes and the holder.
    assert len(events) == 32
    assert (events[-1].kind, events[-1].text) == ("holder", "María Guadalupe Ontiveros Félix")


@pytest.mark.parametrize(
    ("group", "kinds"),
    [
        (EventGroup.BILLS, {"bill", "surcharge"}),
        (EventGroup.PAYMENTS, {"payment"}),
        (EventGroup.READINGS, {"reading"}),
        (EventGroup.NOTES, {"note"}),
        (EventGroup.REGISTER, {"holder"}),
    ],
)
def test_it_narrows_to_a_group(account: ServiceAccount, group: EventGroup, kinds: set[str]) -> None:
    events = events_of(account, group)
    assert {event.kind for event in events} == kinds
    assert {event.group for event in events} == {group.value}


def test_pages_have_neither_gap_nor_repeat(account: ServiceAccount) -> None:
    whole = events_of(account)
    pages: list[TimelineEvent] = []
    place = None
    while part := timeline(account_id=account.pk, time_zone=ZONE, limit=5, before=place):
        pages += part
        place = part[-1].place
    assert pages == whole


def test_acts_on_the_register_are_told_once() -> None:
    account, clerk = make_account(), make_user(full_name="Laura Robles")
    for action in (
        "registry.account.suspended",
        "registry.account_note.added",
        "registry.holder.changed",
        "payments.payment.taken",
    ):
        make_entry(action=action, account_id=account.pk, actor=clerk, reason="Lo pidió")
    events = events_of(account, EventGroup.REGISTER)
    assert [event.kind for event in events] == ["registry.account.suspended", "holder"]
    assert (events[0].person, events[0].text, events[0].at) == ("Laura Robles", "Lo pidió", AT)


def test_an_evening_belongs_to_the_day_of_the_branch() -> None:
    account = make_account()
    AccountNote.objects.create(
        account=account,
        text="De noche",
        author=make_user(),
        # 20:30 of the 17th in Hermosillo is the 18th in UTC.
        written_at=datetime(2026, 11, 18, 3, 30, tzinfo=UTC),
    )
    (event,) = events_of(account, EventGroup.NOTES)
    assert event.on_date == date(2026, 11, 17)
