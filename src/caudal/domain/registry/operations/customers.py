"""The people and companies of the register, as they are written down at the counter."""

from dataclasses import asdict, dataclass

from caudal.domain.registry.models import Customer


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerData:
    """What the register knows of a person; empty where it knows nothing."""

    name: str
    kind: str
    rfc: str = ""
    curp: str = ""
    email: str = ""
    phone: str = ""


def add_customer(*, data: CustomerData) -> Customer:
    """Write down a person for the first time."""
    return Customer.objects.create(**asdict(data))
