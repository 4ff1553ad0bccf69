"""The one ancestor of every refusal that a person can understand and act upon."""


class Refusal(Exception):
    """A rule said no. The message is Spanish and says what to do; interfaces show it as it is.

    Subclasses are defined beside the function that raises them.
    """
