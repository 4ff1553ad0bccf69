"""docs/glossary.md is the only dictionary: each model stands in it under its Spanish name."""

import re

import pytest
from django.db import models
from tests.house.source import ROOT
from tests.house.test_layers import MODELS

GLOSSARY = ROOT / "docs" / "glossary.md"
ROW = re.compile(r"^\| (?P<spanish>[^|]+) \| `(?P<identifier>\w+)` \|", re.MULTILINE)
TERMS = {
    found["identifier"]: found["spanish"].strip()
    for found in ROW.finditer(GLOSSARY.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_the_name_of_a_model_is_the_word_of_the_glossary(model: type[models.Model]) -> None:
    assert TERMS.get(model.__name__) == str(model._meta.verbose_name)


def test_no_word_means_two_things() -> None:
    words = list(TERMS.values())
    assert len(words) == len(set(words))


def test_every_model_of_the_glossary_exists() -> None:
    names = {model.__name__ for model in MODELS}
    capitalised = {name for name in TERMS if name[0].isupper()}
    assert capitalised <= names


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_has_a_spanish_name_of_its_own(model: type[models.Model]) -> None:
    """Screens, the trail and exports read it; Django's own guess is English."""
    for field in model._meta.concrete_fields:
        if field.primary_key or not field.editable:
            continue
        guess = (field.name or "").replace("_", " ")
        assert str(field.verbose_name) != guess or field.name in SAME_IN_BOTH, field


SAME_IN_BOTH = frozenset({"base", "colonia", "folio", "sector", "total"})
"""Names that Spanish and English share."""
