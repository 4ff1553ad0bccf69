"""The history of imports, one of them, and its load."""

from dataclasses import replace

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from caudal.domain.imports.models import ImportBatch, ImportKind
from caudal.domain.imports.queries import batches as queries
from caudal.domain.platform.models import BackgroundJob
from caudal.domain.platform.operations.files import file_path
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.forms import (
    Confirmation,
    answer_confirmation,
    answer_form,
    posted,
    refusals_on,
)
from caudal.interfaces.staff.imports import presenters
from caudal.interfaces.staff.imports.forms import LoadForm, UploadForm
from caudal.interfaces.staff.imports.kinds import CHIPS, counted, kinds_of
from caudal.interfaces.staff.imports.lists import import_list
from caudal.interfaces.staff.jobs.presenters import JobCard, job_card
from caudal.usecases.receive_import_file import GivenFile, receive_import_file
from caudal.usecases.start_import_load import start_import_load

_S = ImportBatch.State
_WORKING = (_S.CHECKING, _S.LOADING)


def imports(request: StaffRequest) -> HttpResponseBase:
    """Every file that was brought in."""
    screen = import_list(action_url=reverse("imports:new"))
    context = {"page_title": "Importaciones"}
    return screen.answer(
        request, rows=queries.batches(kinds=frozenset(kinds_of(request.user))), context=context
    )


def new(request: StaffRequest) -> HttpResponse:
    """Upload a file; it is opened at once, so that a wrong one is refused here."""
    kinds = kinds_of(request.user)
    wanted = request.GET.get("tipo", "")
    form = UploadForm(
        posted(request),
        request.FILES or None,
        kinds=kinds,
        initial={"kind": wanted if wanted in set(kinds) else next(iter(kinds)).value},
    )
    if form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_on(form):
            batch = receive_import_file(
                kind=form.cleaned_data["kind"],
                file=GivenFile(name=file.name, size_bytes=file.size, chunks=file.chunks()),
                acting_user=request.user,
                at=now(),
            )
            return redirect("imports:columns", batch.pk)
    context = {
        "page_title": "Importar archivo",
        "breadcrumbs": crumbs("Importar archivo"),
        "kinds": [
            {"value": kind.value, "label": text.label, "help": text.help}
            for kind, text in kinds.items()
        ],
        "chosen": form["kind"].value(),
    }
    return answer_form(request, "imports/new.html", form, context)


def batch(request: StaffRequest, batch_id: int) -> HttpResponse:
    """One file: its progress, what was found, what was done."""
    found = reach(request, batch_id)
    if found.state == _S.RECEIVED:
        return redirect("imports:columns", batch_id)
    context = {
        "page_title": found.file.name,
        "page_chips": [chip(found)],
        "breadcrumbs": crumbs(found.file.name),
        "steps": presenters.steps(found),
        "batch": {"id": found.pk, "state": found.state},
        "job": _card(found),
        "result": presenters.results(found),
        "can_load": _can_load(found),
        "load_label": _load_label(found),
        "can_rearrange": found.state in {_S.CHECKED, _S.FAILED},
        "accounts_url": reverse("cuentas:list")
        if found.state == _S.LOADED and found.kind != ImportKind.READINGS
        else "",
        "readings_url": _readings_url(found),
    }
    return render(request, "imports/batch.html", context)


def progress(request: StaffRequest, batch_id: int) -> HttpResponse:
    """The card of the work under way, asked each second; the page itself once it has ended."""
    found = reach(request, batch_id)
    card = _card(found)
    if card is None:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("imports:batch", args=[batch_id])
        return response
    return render(request, "components/progress.html", {"job": card})


def load(request: StaffRequest, batch_id: int) -> HttpResponse:
    """Say what a load will do and, when it is asked for, queue it."""
    found = reach(request, batch_id)
    form = LoadForm(posted(request), error_count=found.error_count)
    if form.is_valid():
        with refusals_on(form):
            start_import_load(
                batch_id=batch_id,
                only_good_rows=form.cleaned_data.get("only_good_rows", False),
                acting_user=request.user,
                at=now(),
            )
            return redirect("imports:batch", batch_id)
    question = Confirmation(
        title=f"¿Cargar {found.file.name}?",
        consequence=presenters.consequence(found),
        verb=_load_label(found),
        action=reverse("imports:load", args=[batch_id]),
        back_url=reverse("imports:batch", args=[batch_id]),
    )
    return answer_confirmation(request, question, form)


def errors(request: StaffRequest, batch_id: int) -> HttpResponseBase:
    """The failed rows as a file: corrected in place, it can be imported as it is."""
    stored = reach(request, batch_id).errors_file
    if stored is None:
        raise Http404
    return FileResponse(
        file_path(sha256=stored.sha256).open("rb"),
        as_attachment=True,
        filename=stored.name,
        content_type=stored.media_type,
    )


def reach(request: StaffRequest, batch_id: int) -> ImportBatch:
    """A batch of a kind that the person may bring in, or 404."""
    kinds = frozenset(kinds_of(request.user))
    return get_object_or_404(queries.batches(kinds=kinds), pk=batch_id)


def crumbs(label: str) -> list[dict[str, str]]:
    """The way back to the list."""
    return [{"label": "Importaciones", "url": reverse("imports:list")}, {"label": label}]


def chip(found: ImportBatch) -> dict[str, str]:
    """Its state."""
    label, tone = CHIPS[found.state]
    return {"label": label, "tone": tone, "icon": ""}


def _card(found: ImportBatch) -> JobCard | None:
    """The work under way, if there is one."""
    job = queries.last_job(batch=found)
    if found.state not in _WORKING or job is None:
        return None
    if job.state not in BackgroundJob.OPEN_STATES:
        return None
    title = "Revisando" if found.state == _S.CHECKING else "Cargando"
    return replace(
        job_card(job, at=now()),
        title=f"{title} {found.file.name}",
        status_url=reverse("imports:progress", args=[found.pk]),
    )


def _readings_url(found: ImportBatch) -> str:
    """The cycle and period that the loaded readings belong to."""
    if found.state != _S.LOADED or found.kind != ImportKind.READINGS:
        return ""
    period = queries.period_read(batch=found)
    return reverse("lecturas:cycle") + (f"?periodo={period.pk}" if period else "")


def _can_load(found: ImportBatch) -> bool:
    has_work = bool(found.new_count + found.changed_count)
    is_cut = found.state in {_S.FAILED, _S.LOADING} and found.loaded_through_row > 0
    return has_work and (found.state == _S.CHECKED or (is_cut and _card(found) is None))


def _load_label(found: ImportBatch) -> str:
    if found.loaded_through_row:
        return "Continuar la carga"
    count = found.new_count + found.changed_count
    return f"Cargar {counted(ImportKind(found.kind), count)}"
