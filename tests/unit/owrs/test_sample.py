"""The OWRS sample: 14,531 bills of real utilities at 16 usages each, as a third party computed
them.

The vector carrier rates all of it here and the scalar one a twentieth; ``make soak`` does both in
full.
"""

from itertools import islice
from pathlib import Path

import pytest
from tests.published import needs_shared
from tests.unit.owrs import corpus

from caudal.adapters.owrs import OwrsBiller, OwrsRefused, lint_file, read_file
from caudal.engines.rating import Finding, Level

pytestmark = needs_shared

#: Files whose bill can be told but whose fields the format's reference could not put together.
SANE = {"Fullerton", "Walnut Valley"}
DEFECTS = ("el recibo no lo cobra", "no crecen", "que otros campos sí tienen", "en este lugar")


def test_the_sample_is_whole() -> None:
    assert len(corpus.records()) == 14_531
    assert len(corpus.usages()) == 16


def test_every_record_on_the_vector_carrier(sample: Path) -> None:
    biller = OwrsBiller(sample / "files")
    for group in corpus.batches(corpus.records()):
        assert list(islice(corpus.by_vector(biller, group), 3)) == []


def test_one_record_in_twenty_on_the_scalar_carrier(sample: Path) -> None:
    biller = OwrsBiller(sample / "files")
    assert list(islice(corpus.by_scalar(biller, list(corpus.records()[7::20])), 3)) == []


def test_malformed_files_are_refused_with_a_line_or_a_key(sample: Path) -> None:
    malformed = [one for one in corpus.statuses(sample) if one["status"] == "malformed"]
    assert len(malformed) == 7
    for one in malformed:
        with pytest.raises(OwrsRefused, match=r"(Línea|line) \d"):
            read_file(path=sample / "files" / one["file"])


def test_classes_that_the_reference_cannot_compute_are_errors(sample: Path) -> None:
    partial = [one for one in corpus.statuses(sample) if one["status"] == "partial"]
    assert len(partial) == 10
    for one in partial:
        found = lint_file(read_file(path=sample / "files" / one["file"]))
        refused = {f.path.partition(".")[0] for f in found if f.level is Level.ERROR}
        named = {reason.partition(":")[0].strip() for reason in one["reason"].split(";")}
        is_sane = any(name in one["file"] for name in SANE)
        assert refused == (set() if is_sane else named), one


def test_the_linter_finds_the_starts_that_the_reference_says_do_not_grow(sample: Path) -> None:
    told = {
        (file.relative_to(sample / "files").as_posix(), finding.path.partition(".")[0])
        for file in sorted((sample / "files").rglob("*.owrs"))
        for finding in _findings(file)
        if "no crecen" in finding.message
    }
    tagged = {(r.file, r.name) for r in corpus.records() if "non_increasing_starts" in r.tags}
    assert tagged <= told


def test_the_linter_is_silent_on_files_without_defects(sample: Path) -> None:
    """Each thing it says was read against its file: charges that no bill reaches, starts that do
    not grow, keys that one field has and another lacks, a class that lost its indent.
    """
    whole = [one["file"] for one in corpus.statuses(sample) if one["status"] == "ok"]
    spoken = {file: found for file in whole if (found := _findings(sample / "files" / file))}
    assert len(whole) - len(spoken) > 200
    for file, findings in spoken.items():
        for finding in findings:
            assert finding.level is Level.WARNING, (file, finding)
            assert any(words in finding.message for words in DEFECTS), (file, finding)


def _findings(file: Path) -> list[Finding]:
    try:
        return lint_file(read_file(path=file))
    except OwrsRefused:
        return []
