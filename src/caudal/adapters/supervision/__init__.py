"""Keep a few processes alive, and end them gracefully together."""

from caudal.adapters.supervision.supervisor import ChildProcess, Supervisor

__all__ = ["ChildProcess", "Supervisor"]
