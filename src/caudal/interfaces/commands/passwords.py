"""Passwords on the command line: typed unseen twice, or taken from the environment by scripts."""

import os

import click


def asked_password(*, variable: str, prompt: str) -> str:
    """The password that somebody types, or that a script left in the environment variable."""
    given = os.environ.get(variable)
    if given:
        return given
    typed: str = click.prompt(prompt, hide_input=True, confirmation_prompt="Otra vez")
    return typed
