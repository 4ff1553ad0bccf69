"""The common ancestor of everything that the embedded database can say no to."""


class ClusterError(Exception):
    """The embedded database cannot do what was asked; the message says what to do about it."""
