"""Components: the promises that other templates and scripts rely on."""

import re
from pathlib import Path

import pytest
from django import forms
from django.template.loader import render_to_string

SOURCE = Path(__file__).resolve().parents[3] / "src/caudal"
TEMPLATES = SOURCE / "templates"
FILES = sorted(TEMPLATES.rglob("*.html"))


class HolderForm(forms.Form):
    """One field of each way to draw."""

    name = forms.CharField(label="Nombre del titular nuevo")
    curp = forms.CharField(label="CURP", help_text="Como en la credencial", min_length=18)
    notice = forms.ChoiceField(
        label="Aviso", choices=[("mail", "Por correo")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Nota", required=False)
    shown = forms.BooleanField(label="Mostró identificación", required=False)
    secret = forms.CharField(label="Clave", widget=forms.PasswordInput)


def drawn(component: str, /, **context: object) -> str:
    """A component as text, with runs of white space as one blank."""
    return " ".join(render_to_string(f"components/{component}.html", context).split())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_static_files_named_in_templates_exist(path: Path) -> None:
    for name in re.findall(r"\{% static '([^']+)' %\}", path.read_text(encoding="utf-8")):
        assert (SOURCE / "static" / name).is_file(), name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_icons_named_in_templates_are_in_the_sprite(path: Path) -> None:
    sprite = (SOURCE / "static/caudal/icons.svg").read_text(encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    named = re.findall(r'components/icon\.html" with name="([\w-]+)"', text)
    named += re.findall(r'\bicon\w*="([\w-]+)"', text)
    assert [name for name in named if f'id="{name}"' not in sprite] == []


@pytest.mark.parametrize("code", ["400", "403", "404", "500", "503", "csrf"])
def test_error_pages_need_no_context_and_show_the_id(code: str) -> None:
    assert "Clave para soporte" not in render_to_string(f"errors/{code}.html")
    assert "8F3A-21C9" in render_to_string(f"errors/{code}.html", {"error_id": "8F3A-21C9"})


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in drawn("icon", name="users")
    labelled = drawn("icon", name="users", label="Cuentas")
    assert 'role="img" aria-label="Cuentas"' in labelled
    assert "aria-hidden" not in labelled


def test_a_chip_says_its_state_in_words() -> None:
    chip = drawn("chip", label="Vencido", tone="bad")
    assert 'class="c-chip c-chip-bad"' in chip
    assert "Vencido" in chip
    assert drawn("chip", label="Vencido", url="/cobranza/").startswith('<a href="/cobranza/"')


def test_the_summary_says_the_same_words_as_the_field_and_links_to_it() -> None:
    form = HolderForm({"name": "Luis", "curp": "OICL84", "notice": "mail", "secret": "x"})
    words = str(form["curp"].errors[0])

    html = drawn("form", form=form, submit_label="Guardar cambio de titular")

    assert "Hay 1 dato por corregir" in html
    assert f'<a href="#id_curp">{words}</a>' in html
    assert html.count(words) == 2
    assert 'aria-describedby="id_curp_helptext id_curp_error"' in html
    assert 'id="id_curp_error"' in html
    assert 'id="id_curp_helptext"' in html


def test_several_fields_are_counted() -> None:
    html = drawn("error_summary", form=HolderForm({"notice": "mail"}))
    assert "Hay 3 datos por corregir" in html
    assert "data-focus" in html


def test_an_error_of_no_field_counts_no_data() -> None:
    form = HolderForm({"name": "a", "curp": "C" * 18, "notice": "mail", "secret": "x"})
    form.add_error(None, "La cuenta está en una corrida. Espere a que termine.")

    html = drawn("error_summary", form=form, error_title="No se pudo guardar el cambio")

    assert "No se pudo guardar el cambio" in html
    assert "por corregir" not in html


def test_a_good_form_shows_no_summary() -> None:
    assert "c-errors" not in drawn("form", form=HolderForm(), submit_label="Guardar")


def test_only_optional_fields_say_so() -> None:
    form = HolderForm()
    assert "(opcional)" in drawn("field", field=form["note"])
    assert "(opcional)" not in drawn("field", field=form["name"])


def test_choices_are_a_group_with_a_name() -> None:
    html = drawn("field", field=HolderForm()["notice"])
    assert "<fieldset" in html
    assert "<legend>Aviso" in html


def test_a_password_can_be_shown() -> None:
    html = drawn("field", field=HolderForm()["secret"])
    assert html.index('type="password"') < html.index('data-reveal="id_secret"')


JOB = {
    "title": "Vista previa en PDF",
    "state": "running",
    "done": 31204,
    "total": 41652,
    "done_text": "31,204",
    "total_text": "41,652",
    "percent": 75,
    "errors": "",
    "status_url": "/trabajos/7/",
    "cancel_url": "/trabajos/7/detener/",
}


def test_a_running_job_asks_for_its_progress() -> None:
    html = drawn("progress", job=JOB)
    assert 'hx-get="/trabajos/7/" hx-trigger="every 1s"' in html
    assert 'max="41652" value="31204"' in html
    assert "<strong>31,204</strong><span>de 41,652</span>" in html
    assert "0 errores" in html
    assert "Puede salir de esta página" in html


@pytest.mark.parametrize(
    ("state", "word"), [("done", "Terminada"), ("failed", "Detenida"), ("cancelled", "Cancelada")]
)
def test_an_ended_job_asks_no_more(state: str, word: str) -> None:
    html = drawn("progress", job={**JOB, "state": state, "errors": "2 errores"})
    assert "hx-trigger" not in html
    assert "/detener/" not in html
    assert word in html
    assert "2 errores" in html


def test_bars_are_drawn_with_numbers_that_browsers_read() -> None:
    segments = [
        {"start": 0, "share": 41.5, "tone": "dispute"},
        {"start": 41.5, "share": 58.5, "tone": "bad"},
    ]
    html = drawn("bar", label="Saldo: $526.33 en aclaración", segments=segments)
    assert 'x="41.5%" width="58.5%"' in html
    assert 'aria-label="Saldo: $526.33 en aclaración"' in html
    assert html.count("c-bar-gap") == 1


def test_a_confirmation_repeats_the_verb_and_asks_the_reason() -> None:
    html = drawn(
        "confirm",
        id="cancel",
        title="¿Cancelar el recibo C03-048218?",
        consequence="Se devuelven $756.78 a la cuenta 0182937-4.",
        action="/cobros/1/cancelar/",
        verb="Cancelar recibo",
        danger=True,
        reason_label="Motivo",
    )
    assert 'class="btn btn-danger">Cancelar recibo</button>' in html
    assert 'name="reason" rows="2" required' in html
    assert 'aria-describedby="cancel-text"' in html
    assert "data-dialog-now" in html
    assert "data-once" in html


def test_steps_say_which_is_current_and_which_is_done() -> None:
    steps = [{"label": "Preparar", "state": "done"}, {"label": "Revisar", "state": "current"}]
    html = drawn("stepper", steps=steps)
    assert html.count('aria-current="step"') == 1
    assert 'aria-label="Hecho:"' in html


def test_the_bar_of_keys_is_the_registry() -> None:
    html = drawn("keys", keys=[{"key": "F9", "label": "Cobrar", "target": "#charge", "main": True}])
    assert 'data-key="F9" data-key-label="Cobrar" data-key-target="#charge"' in html
    assert 'data-key-action="click"' in html


def test_palette_results_carry_the_acts_of_each_account() -> None:
    act = {"icon": "cash", "title": "Cobrar a María", "url": "/caja/?cuenta=1", "key": "F9"}
    account = {"icon": "user", "title": "<María>", "url": "/cuentas/1/", "actions": [act]}
    html = drawn(
        "palette_results",
        groups=[{"label": "Cuentas", "items": [account]}],
        total=1234,
        elapsed_ms=38,
        query="mar",
    )
    assert 'data-palette-total="1234" data-palette-elapsed="38"' in html
    assert "&lt;María&gt;" in html
    assert html.index("<template>") < html.index("Cobrar a María")
    assert html.count('role="option"') == 2


def test_an_empty_search_says_what_to_try() -> None:
    assert "Nada coincide con «zzz»" in drawn("palette_results", groups=[], query="zzz", total=0)
    assert "Escriba una cuenta" in drawn("palette_results", groups=[], query="", total=0)


def test_the_current_filter_is_marked() -> None:
    filters = [
        {"label": "Todas", "count": 60, "url": "?", "active": True},
        {"label": "Efectivo", "count": 0, "url": "?efectivo"},
    ]
    html = drawn("filter_chips", filters=filters)
    assert html.count("aria-current") == 1
    assert "<span>0</span>" in html


def test_keyset_pages_have_no_numbers() -> None:
    html = drawn("pagination", next_url="?after=9", note="50 de unas 41,600")
    assert 'rel="next" href="?after=9"' in html
    assert 'rel="prev"' not in html
    assert drawn("pagination") == ""


def test_unknown_values_are_a_dash_and_zero_is_zero() -> None:
    cells = [{"text": None, "num": True}, {"text": "0.00", "num": True}]
    html = drawn("table", columns=[{"label": "Cargo", "num": True}], rows=[{"cells": cells}])
    assert '<td class="num">–</td>' in html
    assert '<td class="num">0.00</td>' in html
