"""Payment references and the bill's bar code (docs/algorithms/references.md)."""

from caudal.engines.references.bar_code import (
    BAR_CODE_LENGTH,
    BarCode,
    BarCodeCheckFailed,
    BarCodeFieldOutOfRange,
    BarCodeMalformed,
    BarCodeVersionUnknown,
    parse_bar_code,
    write_bar_code,
)
from caudal.engines.references.check_digits import CondensedDateOutOfRange
from caudal.engines.references.references import (
    ReferenceAmountDiffers,
    ReferenceCheckFailed,
    ReferenceFieldsInvalid,
    ReferenceMalformed,
    VerifiedReference,
    build_reference,
    verify_reference,
)
from caudal.engines.references.settings import (
    ReferenceAlgorithm,
    ReferenceSettings,
    ReferenceSettingsInvalid,
)

__all__ = [
    "BAR_CODE_LENGTH",
    "BarCode",
    "BarCodeCheckFailed",
    "BarCodeFieldOutOfRange",
    "BarCodeMalformed",
    "BarCodeVersionUnknown",
    "CondensedDateOutOfRange",
    "ReferenceAlgorithm",
    "ReferenceAmountDiffers",
    "ReferenceCheckFailed",
    "ReferenceFieldsInvalid",
    "ReferenceMalformed",
    "ReferenceSettings",
    "ReferenceSettingsInvalid",
    "VerifiedReference",
    "build_reference",
    "parse_bar_code",
    "verify_reference",
    "write_bar_code",
]
