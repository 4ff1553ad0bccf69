"""The data that each kind of file may carry."""

from collections.abc import Mapping

from caudal.domain.imports.fields.metering import METER_FIELDS, OPENING_READING_FIELDS
from caudal.domain.imports.fields.opening_balances import OPENING_BALANCE_FIELDS
from caudal.domain.imports.fields.readings import READING_FIELDS
from caudal.domain.imports.fields.register import REGISTER_FIELDS
from caudal.domain.imports.models import ImportKind
from caudal.engines.layouts.fields import FieldSpec

FIELDS_OF: Mapping[ImportKind, tuple[FieldSpec, ...]] = {
    ImportKind.REGISTER: REGISTER_FIELDS,
    ImportKind.METERS: METER_FIELDS,
    ImportKind.OPENING_READINGS: OPENING_READING_FIELDS,
    ImportKind.OPENING_BALANCES: OPENING_BALANCE_FIELDS,
    ImportKind.READINGS: READING_FIELDS,
}
