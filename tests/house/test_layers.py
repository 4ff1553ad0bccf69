"""Order of the house that import-linter cannot see: references by string, migrations,
exceptions.
"""

import tomllib
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader
from tests.house.source import ROOT

from caudal.domain.platform.table_access import TableAccess

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {
    contract["id"]: contract for contract in PYPROJECT["tool"]["importlinter"]["contracts"]
}
LEVELS = [
    {name.strip() for name in level.split("|")}
    for level in reversed(CONTRACTS["domain-order"]["layers"])
]
HEIGHTS = {name: height for height, level in enumerate(LEVELS) for name in level}
MODELS = [model for model in apps.get_models() if model._meta.app_label in HEIGHTS]
"""Every model of Caudal, lowest package first in ``HEIGHTS``."""


def may_know(above: str, below: str) -> bool:
    """Whether a domain package may point at another one."""
    return above == below or HEIGHTS[above] > HEIGHTS.get(below, -1)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model: type[models.Model]) -> None:
    for field in model._meta.get_fields():
        if field.auto_created or not field.is_relation:
            continue
        target: Any = field.related_model
        assert may_know(model._meta.app_label, target._meta.app_label), field


def test_migrations_depend_only_on_packages_below() -> None:
    loader = MigrationLoader(None)
    for (app, name), migration in loader.disk_migrations.items():
        if app not in HEIGHTS:
            continue
        for needed, _ in migration.dependencies:
            assert needed not in HEIGHTS or may_know(app, needed), f"{app}.{name} → {needed}"


def test_every_package_has_its_place_in_the_order() -> None:
    packages = {path.parent.name for path in (ROOT / "src/caudal/domain").glob("*/__init__.py")}
    assert packages == set(HEIGHTS)


def test_every_package_with_facts_is_an_app() -> None:
    folders = (ROOT / "src/caudal/domain").glob("*/models*")
    installed = {path.parent.name for path in (ROOT / "src/caudal/domain").glob("*/apps.py")}
    assert {folder.parent.name for folder in folders} == installed
    assert {model._meta.app_label for model in MODELS} == installed


def test_no_contract_ignores_an_import() -> None:
    for contract in CONTRACTS.values():
        assert "ignore_imports" not in contract, contract["id"]
        assert "unmatched_ignore_imports_alerting" not in contract, contract["id"]


@pytest.mark.parametrize("name", ["layers", "domain-order"])
def test_the_order_leaves_no_package_out(name: str) -> None:
    assert CONTRACTS[name]["exhaustive"] is True


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_declares_what_the_application_may_do(model: type[models.Model]) -> None:
    assert isinstance(vars(model).get("access"), TableAccess)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_models_keep_facts_and_nothing_else(model: type[models.Model]) -> None:
    own = vars(model)
    assert not {"save", "delete", "clean", "full_clean"} & set(own), "changes live in operations"
    assert type(model._meta.default_manager).__name__ in {"Manager", "UserManager"}
    assert not any(type(field).__name__ == "GenericForeignKey" for field in own.values())


def test_the_database_refuses_what_must_not_exist() -> None:
    """One constraint for each model at least, unique fields counted."""
    constraints = sum(
        len(model._meta.constraints)
        + sum(field.unique and not field.primary_key for field in model._meta.concrete_fields)
        for model in MODELS
    )
    assert constraints >= len(MODELS)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_deleting_never_cascades_by_itself(model: type[models.Model]) -> None:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            assert field.remote_field.on_delete is models.PROTECT, field
