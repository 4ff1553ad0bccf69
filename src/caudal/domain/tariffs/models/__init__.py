"""Use classes, charge concepts, tariffs, their versions and the drafts of versions."""

from caudal.domain.tariffs.models.catalogues import ChargeConcept, Tariff, UseClass
from caudal.domain.tariffs.models.drafts import DraftEditor, DraftPaper, TariffDraft
from caudal.domain.tariffs.models.versions import TariffVersion, VersionPaper

__all__ = [
    "ChargeConcept",
    "DraftEditor",
    "DraftPaper",
    "Tariff",
    "TariffDraft",
    "TariffVersion",
    "UseClass",
    "VersionPaper",
]
