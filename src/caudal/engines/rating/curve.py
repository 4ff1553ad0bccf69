"""The total of a bill over a range of volumes, everything else alike."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from caudal.engines.rating.definition import InputKind, TariffDefinition
from caudal.engines.rating.program import compile_tariff
from caudal.kernel.errors import Refusal


class NoVolumeAsked(Refusal):
    """The tariff asks for no volume, so that nothing changes with it."""

    def __init__(self) -> None:
        super().__init__("La tarifa no pregunta el consumo: cobra lo mismo con cualquiera.")


def totals_by_volume(
    definition: TariffDefinition,
    *,
    inputs: Mapping[str, str],
    volumes_m3: Sequence[int],
    on_date: date,
) -> list[Decimal | None]:
    """The total of each volume, in pesos; None where an account with it could not be rated.

    :raises NoVolumeAsked: if the tariff has no input in m³
    :raises ParameterWithoutValueError: if a parameter has no value on that day
    """
    volume = next((each for each in definition.inputs if each.kind is InputKind.VOLUME), None)
    if volume is None:
        raise NoVolumeAsked
    columns: dict[str, list[str | None]] = {
        spec.name: [inputs.get(spec.name) or None] * len(volumes_m3) for spec in definition.inputs
    }
    columns[volume.name] = [str(each) for each in volumes_m3]
    batch = compile_tariff(definition, on_date=on_date).rate_many(columns)
    return [
        None if row in batch.errors else Decimal(int(total)).scaleb(-2)
        for row, total in enumerate(batch.total)
    ]
