"""The common ancestor of everything that the embedded database can say no to."""

from caudal.kernel.errors import Refusal


class ClusterError(Refusal):
    """The embedded database cannot do what was asked; the message says what to do about it."""
