"""Keep a few processes alive, and end them gracefully together."""

from caudal.adapters.supervision.ports import AddressRefused, refuse_unusable_address
from caudal.adapters.supervision.supervisor import ChildProcess, Supervisor

__all__ = ["AddressRefused", "ChildProcess", "Supervisor", "refuse_unusable_address"]
