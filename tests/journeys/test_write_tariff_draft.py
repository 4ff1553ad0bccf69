"""A version of a tariff is written by some and signed by others."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.factories.platform import make_user
from tests.factories.registry import make_concept, make_tariff
from tests.factories.tariffs import make_pack_version, pack_text

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import AuditEntry, ConfigurationChange, User
from caudal.domain.platform.operations.configuration import FunctionMissing, OwnProposal
from caudal.domain.tariffs.models import (
    DraftPaper,
    Tariff,
    TariffDraft,
    TariffVersion,
    VersionPaper,
)
from caudal.domain.tariffs.operations.drafts import (
    DiscardReasonMissing,
    DraftChangedMeanwhile,
    DraftClosed,
)
from caudal.domain.tariffs.operations.versions import AuthorMayNotDecide, TariffVersionExists
from caudal.domain.tariffs.queries.drafts import document_of
from caudal.domain.tariffs.queries.programs import program_of
from caudal.domain.tariffs.queries.versions import definition_of
from caudal.engines.rating import TariffTextError, dump_tariff, parse_tariff
from caudal.engines.rating.drafting import (
    DocumentShapeRefused,
    Edit,
    ItemNameTaken,
    PutItem,
    Section,
    SetHead,
)
from caudal.usecases.attach_tariff_paper import (
    GivenPaper,
    PaperRefused,
    attach_paper_to_draft,
    attach_paper_to_version,
)
from caudal.usecases.decide_configuration_change import decide_configuration_change
from caudal.usecases.detach_tariff_paper import detach_tariff_paper
from caudal.usecases.discard_tariff_draft import discard_tariff_draft
from caudal.usecases.edit_tariff_draft import edit_tariff_draft
from caudal.usecases.start_tariff_draft import start_tariff_draft
from caudal.usecases.submit_tariff_draft import (
    ConceptsUnknown,
    DraftNotReady,
    submit_tariff_draft,
)

pytestmark = pytest.mark.django_db

AUTHOR = (Function.VIEW_TARIFFS, Function.PROPOSE_TARIFFS)
BOTH = (*AUTHOR, Function.APPROVE_TARIFFS)
PDF = GivenPaper(name="ley.pdf", size_bytes=9, chunks=[b"%PDF-1.7\n"])
HEAD = SetHead(
    {
        "clave": "AG-2027",
        "vigencia": {"desde": "2027-01-01", "criterio": "fecha_de_lectura"},
        "fuente": {"norma": "Ley de ingresos 2027", "publicada": "B.O. 52"},
    }
)
TABLE = {"modo": "bloques", "filas": [["10", "5.50"], ["20", "7.25"], [None, "9.10"]]}
CONCEPT = {"nombre": "Agua", "formula": "agua_m3(consumo)", "objeto_iva": "01"}
CASE = {"entradas": {"consumo": "25"}, "total": "173.00", "tipo": "derivado", "fuente": "art. 4"}
EDITS: tuple[Edit, ...] = (
    HEAD,
    PutItem(Section.TABLES, "agua_m3", TABLE),
    PutItem(Section.CONCEPTS, "agua", CONCEPT),
    PutItem(Section.EXAMPLES, "", CASE),
)


@dataclass(frozen=True)
class People:
    """Who writes, who helps to write, and who only signs."""

    tariff: Tariff
    author: User
    helper: User
    signer: User


@pytest.fixture
def people(settings: Any, tmp_path: Path) -> People:
    settings.FILES_DIR = tmp_path
    make_concept(code="agua")
    return People(
        make_tariff(),
        make_user(functions=AUTHOR),
        make_user(functions=BOTH),
        make_user(functions=BOTH),
    )


def started(people: People, at: datetime, **origin: Any) -> TariffDraft:
    return start_tariff_draft(
        tariff_id=people.tariff.pk, acting_user=people.author, at=at, **origin
    )


def written(draft: TariffDraft, user: User, at: datetime, *edits: Edit) -> TariffDraft:
    for edit in edits:
        draft.refresh_from_db()
        edit_tariff_draft(
            draft_id=draft.pk, revision=draft.revision, edit=edit, acting_user=user, at=at
        )
    draft.refresh_from_db()
    return draft


def submitted(draft: TariffDraft, user: User, at: datetime) -> ConfigurationChange:
    return submit_tariff_draft(
        draft_id=draft.pk,
        revision=draft.revision,
        reason="Ley de ingresos 2027",
        acting_user=user,
        at=at,
    )


def decided(change: ConfigurationChange, user: User, at: datetime, *, signs: bool = True) -> None:
    decide_configuration_change(
        change_id=change.pk, signs=signs, note="Revisado", acting_user=user, at=at
    )


def test_from_a_blank_page_to_a_published_version(people: People, at: datetime) -> None:
    draft = written(started(people, at), people.author, at, *EDITS)
    attach_paper_to_draft(draft_id=draft.pk, paper=PDF, acting_user=people.author, at=at)
    change = submitted(draft, people.author, at)
    draft.refresh_from_db()
    version = TariffVersion.objects.get(code="AG-2027")
    assert (draft.state, draft.version) == (TariffDraft.State.SUBMITTED, version)
    assert version.state == TariffVersion.State.PROPOSED
    definition = definition_of(version=version)
    assert definition == parse_tariff(document_of(draft=draft))
    assert parse_tariff(dump_tariff(definition)) == definition
    assert [paper.file.name for paper in version.papers.all()] == ["ley.pdf"]
    decided(change, people.signer, at)
    version.refresh_from_db()
    assert (version.state, version.approved_by) == (TariffVersion.State.PUBLISHED, people.signer)
    acts = AuditEntry.objects.filter(action__startswith="tariffs.").order_by("id")
    assert list(acts.values_list("action", flat=True)) == [
        "tariffs.tariff_draft.started",
        *["tariffs.tariff_draft.edited"] * 4,
        "tariffs.tariff_paper.attached",
        "tariffs.tariff_version.proposed",
        "tariffs.tariff_draft.submitted",
        "tariffs.tariff_version.published",
    ]


def test_nobody_who_wrote_in_the_draft_decides_about_it(people: People, at: datetime) -> None:
    draft = written(started(people, at), people.author, at, *EDITS[:2])
    draft = written(draft, people.helper, at, *EDITS[2:])
    change = submitted(draft, people.author, at)
    with pytest.raises(OwnProposal):
        decided(change, make_both(people.author), at)
    for signs in (True, False):
        with pytest.raises(AuthorMayNotDecide, match="AG-2027"):
            decided(change, people.helper, at, signs=signs)
    assert TariffVersion.objects.get().state == TariffVersion.State.PROPOSED
    decided(change, people.signer, at)
    assert TariffVersion.objects.get().state == TariffVersion.State.PUBLISHED


def make_both(user: User) -> User:
    """The same person, who may sign too."""
    user.groups.set(make_user(functions=BOTH).groups.all())
    return User.objects.get(pk=user.pk)


def test_the_authors_of_a_rejected_version_come_along_with_its_copy(
    people: People, at: datetime
) -> None:
    draft = written(started(people, at), people.helper, at, *EDITS)
    decided(submitted(draft, people.author, at), people.signer, at, signs=False)
    rejected = TariffVersion.objects.get()
    again = started(people, at, copy_of=rejected)
    assert document_of(draft=again)["clave"] == "AG-2027"
    change = submitted(again, people.author, at)
    with pytest.raises(AuthorMayNotDecide):
        decided(change, people.helper, at)
    decided(change, people.signer, at)


def test_a_copy_of_a_published_version_waits_for_its_own_code(people: People, at: datetime) -> None:
    version = make_pack_version(pack="tecate-2023", tariff=people.tariff)
    draft = started(people, at, copy_of=version)
    document = document_of(draft=draft)
    assert "clave" not in document
    assert parse_tariff({**document, "clave": version.code}) == definition_of(version=version)


def test_a_stale_page_writes_over_nobody(people: People, at: datetime) -> None:
    draft = started(people, at)
    seen = draft.revision
    written(draft, people.helper, at, HEAD)
    with pytest.raises(DraftChangedMeanwhile, match=people.helper.full_name):
        edit_tariff_draft(
            draft_id=draft.pk,
            revision=seen,
            edit=SetHead({"clave": "OTRA"}),
            acting_user=people.author,
            at=at,
        )
    draft.refresh_from_db()
    assert document_of(draft=draft)["clave"] == "AG-2027"
    with pytest.raises(DraftChangedMeanwhile):
        submit_tariff_draft(
            draft_id=draft.pk, revision=seen, reason="x", acting_user=people.author, at=at
        )


def test_a_wrong_draft_is_kept_and_not_sent(people: People, at: datetime) -> None:
    draft = written(started(people, at), people.author, at, *EDITS[:3])
    with pytest.raises(DraftNotReady, match="No tiene casos de prueba"):
        submitted(draft, people.author, at)
    wrong = {**CASE, "total": "173.01"}
    draft = written(draft, people.author, at, PutItem(Section.EXAMPLES, "", wrong))
    with pytest.raises(DraftNotReady, match="no dan lo esperado"):
        submitted(draft, people.author, at)
    draft = written(draft, people.author, at, SetHead({"fuente": {}}))
    with pytest.raises(DraftNotReady, match="errores por corregir"):
        submitted(draft, people.author, at)
    assert document_of(draft=draft)["ejemplos"] == [wrong]
    assert not TariffVersion.objects.exists()


def test_a_concept_that_the_catalogue_lacks_is_not_sent(people: People, at: datetime) -> None:
    extra = PutItem(Section.CONCEPTS, "cruz_roja", {"formula": "1", "objeto_iva": "01"})
    case = PutItem(Section.EXAMPLES, "", {**CASE, "total": "174.00"}, 0)
    draft = written(started(people, at), people.author, at, *EDITS, extra, case)
    with pytest.raises(ConceptsUnknown, match="cruz_roja"):
        submitted(draft, people.author, at)


def test_a_code_that_is_taken_is_refused_and_the_draft_stays(people: People, at: datetime) -> None:
    submitted(written(started(people, at), people.author, at, *EDITS), people.author, at)
    again = written(started(people, at), people.author, at, *EDITS)
    with pytest.raises(TariffVersionExists):
        submitted(again, people.author, at)
    again.refresh_from_db()
    assert again.state == TariffDraft.State.OPEN


def test_names_stay_apart_and_nothing_of_a_refused_edit_is_kept(
    people: People, at: datetime
) -> None:
    draft = written(started(people, at), people.author, at, EDITS[1])
    with pytest.raises(ItemNameTaken):
        written(draft, people.author, at, EDITS[1])
    draft.refresh_from_db()
    assert draft.revision == 2


def test_a_discarded_draft_stays_with_its_reason(people: People, at: datetime) -> None:
    draft = started(people, at)
    with pytest.raises(DiscardReasonMissing):
        discard_tariff_draft(draft_id=draft.pk, reason=" ", acting_user=people.author, at=at)
    discard_tariff_draft(
        draft_id=draft.pk, reason="Se pidió otra", acting_user=people.author, at=at
    )
    draft.refresh_from_db()
    assert (draft.state, draft.discard_reason) == (TariffDraft.State.DISCARDED, "Se pidió otra")
    entry = AuditEntry.objects.get(action="tariffs.tariff_draft.discarded")
    assert (entry.actor, entry.reason) == (people.author, "Se pidió otra")
    for act in (
        lambda: written(draft, people.author, at, HEAD),
        lambda: submitted(draft, people.author, at),
        lambda: attach_paper_to_draft(
            draft_id=draft.pk, paper=PDF, acting_user=people.author, at=at
        ),
        lambda: discard_tariff_draft(
            draft_id=draft.pk, reason="x", acting_user=people.author, at=at
        ),
    ):
        with pytest.raises(DraftClosed, match="descartado"):
            act()


def test_a_draft_may_start_from_a_file_that_is_no_tariff_yet(people: People, at: datetime) -> None:
    draft = started(people, at, text="clave: X\nconceptos: {agua: {formula: agu(1)}}\nrara: 3\n")
    assert document_of(draft=draft)["rara"] == "3"
    with pytest.raises(TariffTextError):
        started(people, at, text="clave: [")
    with pytest.raises(DocumentShapeRefused):
        started(people, at, text="clave: X\nconceptos: nada\n")
    whole = pack_text("san-telmo-2026")
    assert parse_tariff(document_of(draft=started(people, at, text=whole))).code == "AG-2026-02"


def test_papers_are_scanned_documents(people: People, at: datetime) -> None:
    draft = started(people, at)
    give: dict[str, Any] = {"draft_id": draft.pk, "acting_user": people.author, "at": at}
    with pytest.raises(PaperRefused, match="no es un PDF"):
        attach_paper_to_draft(
            paper=GivenPaper(name="a.pdf", size_bytes=4, chunks=[b"MZ.."]), **give
        )
    with pytest.raises(PaperRefused, match="pesa más de 25 MB"):
        attach_paper_to_draft(
            paper=GivenPaper(name="a.pdf", size_bytes=25_000_001, chunks=[b"%PDF-"]), **give
        )
    attach_paper_to_draft(paper=PDF, **give)
    paper = DraftPaper.objects.get()
    assert (paper.file.name, paper.file.media_type) == ("ley.pdf", "application/pdf")
    detach_tariff_paper(paper_id=paper.pk, acting_user=people.author, at=at)
    assert not DraftPaper.objects.exists()
    assert AuditEntry.objects.filter(action="tariffs.tariff_paper.detached").count() == 1
    version = make_pack_version(pack="tecate-2023")
    attach_paper_to_version(version_id=version.pk, paper=PDF, acting_user=people.author, at=at)
    assert VersionPaper.objects.get().version == version


@pytest.mark.parametrize("act", ["start", "edit", "discard", "attach", "detach", "submit"])
def test_each_act_needs_its_function(people: People, at: datetime, act: str) -> None:
    draft = written(started(people, at), people.author, at, *EDITS)
    attach_paper_to_draft(draft_id=draft.pk, paper=PDF, acting_user=people.author, at=at)
    reader = make_user(functions=[Function.VIEW_TARIFFS, Function.APPROVE_TARIFFS])
    who: dict[str, Any] = {"acting_user": reader, "at": at}
    revision = draft.revision
    acts: dict[str, Callable[[], object]] = {
        "start": lambda: start_tariff_draft(tariff_id=people.tariff.pk, **who),
        "edit": lambda: edit_tariff_draft(draft_id=draft.pk, revision=revision, edit=HEAD, **who),
        "discard": lambda: discard_tariff_draft(draft_id=draft.pk, reason="x", **who),
        "attach": lambda: attach_paper_to_draft(draft_id=draft.pk, paper=PDF, **who),
        "detach": lambda: detach_tariff_paper(paper_id=DraftPaper.objects.get().pk, **who),
        "submit": lambda: submit_tariff_draft(
            draft_id=draft.pk, revision=revision, reason="x", **who
        ),
    }
    with pytest.raises(FunctionMissing):
        acts[act]()


@pytest.mark.parametrize(
    "change",
    [
        {"state": "discarded"},
        {"state": "submitted"},
        {"closed_at": "2026-11-17T00:00:00Z"},
        {"revision": 0},
    ],
)
def test_the_database_refuses_a_draft_that_cannot_be(
    people: People, at: datetime, change: dict[str, Any]
) -> None:
    draft = started(people, at)
    with pytest.raises(IntegrityError), transaction.atomic():
        TariffDraft.objects.filter(pk=draft.pk).update(**change)


def test_what_was_written_rates_as_the_law_says(people: People, at: datetime) -> None:
    draft = written(started(people, at), people.author, at, *EDITS)
    decided(submitted(draft, people.author, at), people.signer, at)
    version = TariffVersion.objects.get()
    bill = program_of(version=version, rated_on=version.valid_during.lower).rate({"consumo": 25})
    assert bill.total == Decimal("173.00")  # 10 × 5.50 + 10 × 7.25 + 5 × 9.10
