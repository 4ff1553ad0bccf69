"""Every list of the product: filter, sort, count, pages and export behave the same everywhere.

A desk declares its list once and answers with it::

    OPERATORS = ListScreen(
        table=OperatorTable, filters=OperatorFilters, order="full_name",
        noun=("operador", "operadores"), export_name="Operadores",
        empty=EmptyState(icon="users", title="Aún no hay operadores"),
    )

    def operators(request: StaffRequest) -> HttpResponseBase:
        return OPERATORS.answer(request, rows=people.operators(), context={...})

Only declared filters filter and only orderable columns sort. Typing in a filter asks for the
results alone (htmx); without scripts the same form works by its button.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

import django_tables2 as tables
from django.http import (
    FileResponse,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django_filters import FilterSet
from django_tables2.data import TableData

from caudal.adapters.tabular.export import ExportValue, csv_chunks, write_excel
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.columns import StaffColumn
from caudal.interfaces.staff.counts import COUNTED_AT_MOST, count_of
from caudal.interfaces.staff.pages import (
    AFTER,
    BEFORE,
    PAGE,
    ListPage,
    Rows,
    page_by_key,
    page_by_number,
)
from caudal.usecases.record_export import record_export

Present = Callable[[list[Any]], list[Any]]

SORT, FORMAT = "orden", "formato"
EXCEL_AT_MOST = COUNTED_AT_MOST
_IN_MEMORY_BYTES = 2_000_000
_PART_ROWS = 1_000
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class EmptyState:
    """What a list says when it has no row at all: what is missing and what can be done."""

    title: str
    text: str = ""
    icon: str = "inbox"
    action_url: str = ""
    action_label: str = ""
    action_icon: str = ""


class StaffTable(tables.Table):  # type: ignore[misc]
    """Base of the tables: declare ``StaffColumn`` and its kin; the first column is the link."""

    class Meta:
        order_by_field = SORT
        empty_text = "Nada coincide con el filtro. Quite una condición."


class _PageOfRows(TableData):  # type: ignore[misc]
    """Rows that the database has already sorted."""

    def __len__(self) -> int:
        return len(self.data)

    def order_by(self, aliases: Sequence[str]) -> None:
        """Nothing to do: the table only marks its heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListScreen:
    """One list.

    ``keys`` pages it by key in that fixed order; else ``order`` is the column that sorts at first.
    ``present`` turns the rows of a page (or of a part of an export) into what the columns show.
    """

    table: type[tables.Table]
    noun: tuple[str, str]
    export_name: str
    empty: EmptyState
    filters: type[FilterSet] | None = None
    order: str = ""
    keys: tuple[str, ...] = ()
    present: Present | None = None
    template: str = "lists/page.html"
    context: Mapping[str, Any] = field(default_factory=dict)

    def answer(
        self, request: StaffRequest, *, rows: Rows, context: Mapping[str, Any] | None = None
    ) -> HttpResponseBase:
        """The page, its results alone for htmx, or the whole filtered list as a file."""
        filters = (
            self.filters(request.GET, queryset=rows, request=request) if self.filters else None
        )
        found: Rows = filters.qs if filters else rows
        column, order = self._order(request.GET.get(SORT, ""))
        if wanted := request.GET.get(FORMAT):
            return self._export(request, found, order, wanted, _applied(filters))
        page = (
            page_by_key(rows=found, keys=self.keys, wanted=request.GET.dict())
            if self.keys
            else page_by_number(rows=found, order=order, wanted=request.GET.dict())
        )
        is_filtered = bool(_applied(filters))
        shown = {
            **self.context,
            **(context or {}),
            **self._shown(request, page, column),
            "filter_form": filters.form if filters else None,
            "is_filtered": is_filtered,
            "is_bare": not page.rows and not is_filtered and not page.previous,
        }
        return _drawn(request, self.template, shown)

    def _order(self, wanted: str) -> tuple[str, list[str]]:
        """The column that sorts and the fields behind it; the usual one unless a good one is
        asked.
        """
        if self.keys:
            return "", list(self.keys)
        name = wanted.lstrip("-")
        column = self.table.base_columns.get(name)
        if column is None or column.orderable is False:
            wanted, name = self.order, self.order.lstrip("-")
            column = self.table.base_columns[name]
        fields = [str(part) for part in column.order_by or (column.accessor or name,)]
        return wanted, [_turned(part) for part in fields] if wanted.startswith("-") else fields

    def _shown(self, request: StaffRequest, page: ListPage, column: str) -> dict[str, Any]:
        table = self.table(
            _PageOfRows(self.present(page.rows) if self.present else page.rows),
            order_by=(column,) if column else (),
            orderable=not self.keys,
        )
        singular, plural = self.noun
        return {
            "table": table,
            "page": page,
            "count_text": f"{page.count.text} {singular if page.count.number == 1 else plural}",
            "previous_url": _link(request, page.previous),
            "following_url": _link(request, page.following),
            "excel_url": _link(request, {FORMAT: "xlsx"})
            if page.count.number <= EXCEL_AT_MOST
            else "",
            "csv_url": _link(request, {FORMAT: "csv"}),
            "empty": self.empty,
            "list_url": request.path,
        }

    def _export(
        self,
        request: StaffRequest,
        rows: Rows,
        order: Sequence[str],
        wanted: str,
        filters: dict[str, str],
    ) -> HttpResponseBase:
        """The whole list in a file, noted in the log; a long one goes out as it is read, as CSV."""
        excel = wanted != "csv" and count_of(rows).number <= EXCEL_AT_MOST
        file_format = "xlsx" if excel else "csv"
        columns = _exported_columns(self.table)
        zone = timezone.get_current_timezone()
        at = now()
        parts = _parts(rows.order_by(*order, "pk"), self.present)
        values = _values(columns, parts, zone)
        record_export(
            title=self.export_name,
            file_format=file_format,
            filters=filters,
            acting_user=request.user,
            at=at,
        )
        headings = [column.export_column for column in columns.values()]
        name = f"{self.export_name} {at.astimezone(zone):%Y-%m-%d %H.%M}.{file_format}"
        if not excel:
            response = StreamingHttpResponse(
                csv_chunks(columns=headings, rows=values), content_type="text/csv; charset=utf-8"
            )
            response["Content-Disposition"] = f'attachment; filename="{name}"'
            return response
        # The answer closes it when it has been sent.
        book = SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115
        write_excel(
            stream=cast("BinaryIO", book), title=self.export_name, columns=headings, rows=values
        )
        book.seek(0)
        return FileResponse(book, as_attachment=True, filename=name, content_type=EXCEL_TYPE)


def _drawn(request: StaffRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The whole page, or for a filter that changed its results and the address that names them."""
    is_part = request.htmx and not request.htmx.boosted
    # Headings of the table sort from the first page on.
    request.GET = QueryDict(_query(request, {}).urlencode())
    response = render(request, "lists/results.html" if is_part else template, context)
    if is_part:
        response["HX-Push-Url"] = f"{request.path}?{request.GET.urlencode()}".rstrip("?")
    patch_vary_headers(response, ["HX-Request"])
    return response


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _applied(filters: FilterSet | None) -> dict[str, str]:
    """What is filtered, as the person chose it."""
    if filters is None:
        return {}
    return {
        name: filters.data.get(name, "") for name in filters.form.fields if filters.data.get(name)
    }


def _link(request: StaffRequest, change: Mapping[str, str]) -> str:
    """This list with the same filter and order and another page or format."""
    return f"{request.path}?{_query(request, change).urlencode()}" if change else ""


def _query(request: StaffRequest, change: Mapping[str, str]) -> QueryDict:
    """What filters and sorts the list, without what is empty, its page and its format."""
    query = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        chosen = [value for value in values if value]
        if chosen and name not in {FORMAT, AFTER, BEFORE, PAGE}:
            query.setlist(name, chosen)
    query.update(dict(change))
    return query


def _exported_columns(table: type[tables.Table]) -> dict[str, StaffColumn]:
    return {
        name: column
        for name, column in table.base_columns.items()
        if isinstance(column, StaffColumn) and not column.exclude_from_export
    }


def _parts(rows: Rows, present: Present | None) -> Iterator[list[Any]]:
    source = rows.iterator(chunk_size=_PART_ROWS)
    while part := list(islice(source, _PART_ROWS)):
        yield present(part) if present else part


def _values(
    columns: Mapping[str, StaffColumn], parts: Iterator[list[Any]], zone: tzinfo
) -> Iterator[list[ExportValue]]:
    """Typed values row by row; the zone is kept because a stream outlives its request."""
    paths = {name: tables.A(column.accessor or name) for name, column in columns.items()}
    for part in parts:
        with timezone.override(zone):
            rows = [
                [
                    column.export(paths[name].resolve(row, quiet=True))
                    for name, column in columns.items()
                ]
                for row in part
            ]
        yield from rows
