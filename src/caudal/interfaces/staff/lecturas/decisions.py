"""Decide, correct and take back, from the crítica."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from caudal.domain.metering.models import Consumption
from caudal.domain.metering.operations.reading_corrections import Corrected, CorrectionRefused
from caudal.domain.metering.queries.cases import Case, Decision, cases_of
from caudal.domain.metering.queries.review_list import review_line
from caudal.domain.metering.queries.review_rules import review_rules
from caudal.domain.registry.models import BillingPeriod
from caudal.interfaces.clock import now
from caudal.interfaces.staff.access import StaffRequest
from caudal.interfaces.staff.counts import counted
from caudal.interfaces.staff.cuentas import words
from caudal.interfaces.staff.forms import Confirmation, answer_confirmation, posted, refusals_on
from caudal.interfaces.staff.lecturas import place
from caudal.interfaces.staff.lecturas.forms import CorrectionForm, DecisionForm
from caudal.interfaces.staff.lecturas.review import ReviewPlace, review_context
from caudal.kernel.errors import Refusal
from caudal.usecases.correct_reading import correct_reading
from caudal.usecases.decide_readings import ReadingsDecided, decide_readings
from caudal.usecases.undo_reading_decision import undo_reading_decision

CURRENT, PREVIOUS = "actual", "anterior"


class DecisionUnreadable(Refusal):
    """The form was sent without what it needs."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)


def decide(request: StaffRequest, period_id: int) -> HttpResponseBase:
    """Decide about the selected readings, or about the one in front."""
    period = place.period_or_404(period_id)
    at = ReviewPlace.read(request.POST.dict())
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise DecisionUnreadable(next(str(errors[0]) for errors in form.errors.values()))
    chosen: list[int] = form.cleaned_data["id"]
    done = decide_readings(
        period_id=period.pk,
        consumption_ids=chosen,
        decision=form.cleaned_data["decision"],
        volume_m3=form.cleaned_data["volume"],
        note=form.cleaned_data["note"],
        seen_at=form.cleaned_data["seen_at"],
        acting_user=request.user,
        at=now(),
    )
    front = at.current_id or chosen[0]
    return _answer(request, period, at, _told(done, form.cleaned_data["decision"]), front)


def undo(request: StaffRequest, period_id: int) -> HttpResponseBase:
    """Take back one's last act."""
    period = place.period_or_404(period_id)
    at = ReviewPlace.read(request.POST.dict())
    count = undo_reading_decision(period_id=period.pk, acting_user=request.user, at=now())
    told = f"Se deshizo el último acto: {counted(count, 'lectura', 'lecturas')}."
    return _answer(request, period, at, told, at.current_id)


def correct(request: StaffRequest, period_id: int, consumption_id: int) -> HttpResponseBase:
    """Ask which reading is wrong and what it should be, and correct it."""
    period = place.period_or_404(period_id)
    case = _case_or_404(period, consumption_id)
    choices = _choices(case)
    if not choices:
        raise Http404
    form = CorrectionForm(posted(request), choices=choices)
    at = ReviewPlace.read(request.GET.dict())
    back = reverse("lecturas:review", args=[period.pk]) + at.query(actual=consumption_id)
    if form.is_valid():
        with refusals_on(form, fields={CorrectionRefused: "value"}):
            done = correct_reading(
                period_id=period.pk,
                consumption_id=consumption_id,
                value_m3=form.cleaned_data["value"],
                of_previous=form.cleaned_data["which"] == PREVIOUS,
                reason=form.cleaned_data["reason"],
                acting_user=request.user,
                at=now(),
            )
            messages.success(request, _corrected(case, done))
            return redirect(back)
    question = Confirmation(
        title=f"Corregir una lectura de {case.before.number}",
        consequence=(
            "La lectura equivocada queda en el historial y la correcta toma su lugar. El consumo"
            " se calcula y se revisa de nuevo."
        ),
        verb="Corregir lectura",
        action=reverse("lecturas:correct", args=[period.pk, consumption_id]) + at.query(),
        back_url=back,
    )
    return answer_confirmation(request, question, form)


def _answer(
    request: StaffRequest, period: BillingPeriod, at: ReviewPlace, told: str, front: int | None
) -> HttpResponseBase:
    """The list without what was decided; without scripts, the page again."""
    if not request.htmx:
        messages.success(request, told)
        return redirect(f"{reverse('lecturas:review', args=[period.pk])}{at.query()}")
    line = review_line(period=period, consumption_id=front) if front else None
    context = review_context(request, period, at, after=line.place if line else None)
    context |= {"told": told, "is_update": True}
    return render(request, "lecturas/review_update.html", context)


def _told(done: ReadingsDecided, decision: Decision) -> str:
    verb = str(decision.label).lower()
    text = f"{counted(done.decided_count, 'lectura', 'lecturas')}: {verb}."
    if done.skipped:
        first = done.skipped[0]
        more = len(done.skipped) - 1
        others = f" y {more} más" if more else ""
        text += f" No se pudo con {first.number}{others}: {first.reason}."
    return text


def _corrected(case: Case, done: Corrected) -> str:
    text = f"Lectura de {case.before.number} corregida."
    if done.earlier_period is None or not done.to_credit_m3:
        return text
    way = "de más" if done.to_credit_m3 > 0 else "de menos"
    return (
        f"{text} {done.earlier_period.name} se cobró con {words.volume(abs(done.to_credit_m3))} m³"
        f" {way}: refacture ese recibo desde la cuenta."
    )


def _case_or_404(period: BillingPeriod, consumption_id: int) -> Case:
    if not Consumption.objects.filter(pk=consumption_id, period=period).exists():
        raise Http404
    rules = review_rules(on_date=place.day_at(period))
    found = cases_of(consumption_ids=[consumption_id], period=period, rules=rules)
    if not found:
        raise Http404
    return found[0]


def _choices(case: Case) -> list[tuple[str, str]]:
    """The readings that may be corrected; the likelier one first."""
    before = case.before
    choices = []
    if case.offers(Decision.CORRECT):
        label = (
            f"La de este periodo: {words.volume(before.kept_m3)}, {words.day(before.kept_read_on)}"
        )
        choices.append((CURRENT, label))
    if case.offers(Decision.CORRECT_PREVIOUS):
        label = (
            f"La anterior: {words.volume(before.previous_m3)}, {words.day(before.previous_read_on)}"
        )
        choices.append((PREVIOUS, label))
    is_below = bool(case.review.findings) and case.review.findings[0].code == "menor_a_la_anterior"
    return choices[::-1] if is_below else choices
