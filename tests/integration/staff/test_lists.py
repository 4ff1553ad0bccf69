"""Every list: whitelisted filters and order, pages, counts and files."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook
from tests.factories.platform import AT, make_entry, make_job, make_user, make_utility

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import AuditEntry, BackgroundJob, User
from caudal.interfaces.staff import counts, lists, pages
from caudal.interfaces.staff.counts import Count, count_of

pytestmark = pytest.mark.django_db

USERS = "/operadores/"
JOBS = "/trabajos/"
TRAIL = "/bitacora/"


@pytest.fixture
def boss() -> User:
    """Somebody who sees every list of these tests."""
    make_utility()
    return make_user(
        username="aaa.jefa",
        full_name="Aaa Jefa",
        functions=[Function.MANAGE_PEOPLE, Function.VIEW_AUDIT, Function.VIEW_JOBS],
    )


@pytest.fixture
def browser(boss: User) -> Client:
    """Her browser."""
    client = Client()
    client.force_login(boss)
    return client


def names(response: Any) -> list[str]:
    """The names of the operators listed, in order."""
    table = response.context["table"]
    return [row.record.full_name for row in table.rows]


def titles(response: Any) -> list[str]:
    """The titles of the jobs listed, in order."""
    table = response.context["table"]
    return [row.record.title for row in table.rows]


def people(*full_names: str) -> list[User]:
    """Operators of those names."""
    return [make_user(full_name=name) for name in full_names]


class TestFilter:
    def test_words_are_found_in_any_order_accent_and_case(self, browser: Client) -> None:
        people("Inés Núñez Peña", "Ramón Núñez", "Inés Peralta")
        assert names(browser.get(USERS, {"q": "NUNEZ inés"})) == ["Inés Núñez Peña"]
        assert names(browser.get(USERS, {"q": "núñez"})) == ["Inés Núñez Peña", "Ramón Núñez"]

    def test_wildcards_of_sql_are_letters(self, browser: Client) -> None:
        people("Laura 100% Robles")
        assert names(browser.get(USERS, {"q": "%"})) == names(browser.get(USERS))
        assert names(browser.get(USERS, {"q": "100"})) == ["Laura 100% Robles"]

    def test_only_declared_filters_filter(self, browser: Client, boss: User) -> None:
        people("Otra Persona")
        for query in ({"password__startswith": "x"}, {"pk": str(boss.pk)}, {"is_demo": "1"}):
            assert len(names(browser.get(USERS, query))) == 2

    def test_a_value_that_is_no_choice_is_said_and_filters_nothing(self, browser: Client) -> None:
        response = browser.get(USERS, {"estado": "1 OR 1=1"})
        assert response.status_code == 200
        assert response.context["filter_form"].errors["estado"]
        assert len(names(response)) == 1

    def test_days_are_those_of_whoever_reads(self, browser: Client) -> None:
        """18:30 in Hermosillo is already tomorrow in UTC."""
        late = AT.replace(hour=23, minute=0) + timedelta(hours=2, minutes=30)
        make_job(title="tarde", queued_at=late)
        make_job(title="al otro día", queued_at=late + timedelta(hours=6))
        assert titles(browser.get(JOBS, {"desde": "2026-11-17", "hasta": "2026-11-17"})) == [
            "tarde"
        ]
        assert titles(browser.get(JOBS, {"desde": "2026-11-18"})) == ["al otro día"]

    def test_nothing_found_is_not_the_same_as_nothing_there(self, browser: Client) -> None:
        assert b"Nada coincide" in browser.get(USERS, {"q": "zzz"}).content
        assert b"No hay trabajos" in browser.get(JOBS).content

    def test_typing_asks_for_the_results_alone(self, browser: Client) -> None:
        people("Inés Núñez")
        response = browser.get(USERS, {"q": "ines", "rol": ""}, headers={"HX-Request": "true"})
        assert b"<html" not in response.content
        assert 'data-announce="1 operador"' in response.content.decode()
        assert response.headers["HX-Push-Url"] == "/operadores/?q=ines"
        assert "HX-Request" in response.headers["Vary"]


class TestOrder:
    def test_headings_sort_both_ways_with_the_empty_last(self, browser: Client, boss: User) -> None:
        boss.sessions.create(session_key="a", started_at=AT, last_seen_at=AT)
        other, _ = people("Bruno", "Zoé")
        other.sessions.create(session_key="b", started_at=AT, last_seen_at=AT + timedelta(hours=1))
        by_activity = {"orden": "last_seen_at"}
        assert names(browser.get(USERS, by_activity)) == ["Aaa Jefa", "Bruno", "Zoé"]
        assert names(browser.get(USERS, {"orden": "-last_seen_at"})) == [
            "Bruno",
            "Aaa Jefa",
            "Zoé",
        ]

    @pytest.mark.parametrize(
        "wanted", ["password", "-password", "role_names", "groups__name", "?", "full_name;", "--"]
    )
    def test_any_other_order_is_the_usual_one(self, browser: Client, wanted: str) -> None:
        people("Zoé", "Bruno")
        assert names(browser.get(USERS, {"orden": wanted})) == ["Aaa Jefa", "Bruno", "Zoé"]

    def test_the_sorted_heading_says_so(self, browser: Client) -> None:
        assert (
            'aria-sort="descending"' in browser.get(USERS, {"orden": "-full_name"}).content.decode()
        )


class TestPages:
    def test_numbered_pages_say_where_they_are(
        self, browser: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pages, "ROWS_PER_PAGE", 2)
        people("B", "C", "D", "E")
        first = browser.get(USERS, {"orden": "full_name", "q": ""})
        assert names(first) == ["Aaa Jefa", "B"]
        assert first.context["page"].note == "1–2 de 5"
        assert first.context["following_url"] == "/operadores/?orden=full_name&pagina=2"
        last = browser.get(USERS, {"pagina": "3"})
        assert (names(last), last.context["page"].note) == (["E"], "5–5 de 5")
        assert last.context["following_url"] == ""

    @pytest.mark.parametrize("page", ["0", "-1", "x", "99999999", "²", "1e3"])
    def test_a_page_that_is_none_breaks_nothing(self, browser: Client, page: str) -> None:
        assert browser.get(USERS, {"pagina": page}).status_code == 200

    def test_keyed_pages_meet_every_row_once_forth_and_back(
        self, browser: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pages, "ROWS_PER_PAGE", 3)
        for number in range(8):
            # Several acts share their instant: only the key tells them apart.
            make_entry(at=AT + timedelta(minutes=number // 3), reason=str(number))
        forth, last = walk(browser, TRAIL, "following_url")
        expected = list(AuditEntry.objects.order_by("-at", "-id").values_list("pk", flat=True))
        assert [key for page in forth for key in page] == expected
        back, _ = walk(browser, last.context["previous_url"], "previous_url")
        assert list(reversed(back)) == forth[:-1]

    def test_rows_that_arrive_meanwhile_move_nothing(
        self, browser: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pages, "ROWS_PER_PAGE", 2)
        old = [make_job(title=f"{number}") for number in range(4)]
        first = browser.get(JOBS)
        make_job(title="nuevo")
        assert titles(browser.get(first.context["following_url"])) == [old[1].title, old[0].title]

    @pytest.mark.parametrize("cursor", ["x", "1~2~3", "2026-11-17", "~", "nunca~7", "%00~1"])
    def test_a_cursor_written_by_hand_is_the_first_page(self, browser: Client, cursor: str) -> None:
        make_entry()
        assert len(entry_ids(browser.get(TRAIL, {"despues": cursor}))) == 1


def walk(browser: Client, url: str, link: str) -> tuple[list[list[int]], Any]:
    """The keys of each page from one on, following a link, and the last answer."""
    response = browser.get(url)
    found = [entry_ids(response)]
    while url := response.context[link]:
        response = browser.get(url)
        found.append(entry_ids(response))
    return found, response


def entry_ids(response: Any) -> list[int]:
    """The keys of the acts listed, in order."""
    table = response.context["table"]
    return [row.record.pk for row in table.rows]


class TestCount:
    def test_up_to_the_limit_rows_are_counted(self) -> None:
        people("A", "B")
        assert count_of(User.objects.all()) == Count(2, is_exact=True)
        assert Count(1_284, is_exact=True).text == "1,284"

    def test_past_it_the_planner_guesses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(counts, "COUNTED_AT_MOST", 1)
        people("A", "B", "C")
        found = count_of(User.objects.all())
        assert not found.is_exact
        assert Count(41_600, is_exact=False).text == "unas 41,600"


class TestExport:
    def test_excel_holds_every_filtered_row_with_its_type(
        self, browser: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pages, "ROWS_PER_PAGE", 1)
        make_job(title="=1+1", total_count=1_234, finished_at=AT)
        make_job(title="Padrón")
        make_job(title="Otro", state=BackgroundJob.State.DONE)
        response = browser.get(JOBS, {"estado": "queued", "formato": "xlsx"})
        book = CalamineWorkbook.from_filelike(io.BytesIO(content_of(response)))
        heading, first, second = book.get_sheet_by_index(0).to_python()
        assert heading[:4] == ["Trabajo", "Estado", "Hechos", "Total"]
        assert (first[0], second[0]) == ("Padrón", "=1+1")
        assert second[3] == 1_234
        assert str(second[7]) == "2026-11-17 11:43:00"
        assert response.headers["Content-Disposition"].startswith("attachment; filename=")

    def test_csv_disarms_formulas_and_keeps_the_order(self, browser: Client) -> None:
        people("=HYPERLINK(1)", "Bruno")
        response = browser.get(USERS, {"formato": "csv", "orden": "-full_name"})
        lines = content_of(response).decode("utf-8-sig").splitlines()
        assert [line.split(",")[0] for line in lines] == [
            "Nombre",
            "Bruno",
            "Aaa Jefa",
            "'=HYPERLINK(1)",
        ]

    def test_a_long_list_goes_out_as_csv(
        self, browser: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lists, "EXCEL_AT_MOST", 2)
        people("B", "C")
        page = browser.get(USERS)
        assert page.context["excel_url"] == ""
        response = browser.get(USERS, {"formato": "xlsx"})
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert len(content_of(response).splitlines()) == 4

    def test_who_took_what_out_stays_in_the_trail(self, browser: Client, boss: User) -> None:
        content_of(browser.get(USERS, {"formato": "xlsx", "q": "jefa", "pagina": "2"}))
        entry = AuditEntry.objects.get()
        assert (entry.action, entry.actor) == ("platform.list.exported", boss)
        assert entry.after == {"list": "Operadores", "format": "xlsx", "filters": {"q": "jefa"}}

    def test_no_export_without_the_right_to_the_list(self) -> None:
        client = Client()
        client.force_login(make_user())
        assert client.get(USERS, {"formato": "xlsx"}).status_code == 403
        assert not AuditEntry.objects.exists()


def content_of(response: Any) -> bytes:
    """The whole file of an answer."""
    return b"".join(response.streaming_content)


def test_a_list_costs_the_same_queries_with_many_rows(
    browser: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        make_entry(actor=make_user(), subject_kind="platform.user", subject_id=make_user().pk)
    with django_assert_max_num_queries(16):
        browser.get(TRAIL)
