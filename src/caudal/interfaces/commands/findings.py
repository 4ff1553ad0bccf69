"""How a command shows what a review of a tariff found."""

import json
from collections.abc import Sequence

import click

from caudal.engines.rating import Finding, Level

_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTICE: "blue"}


def show_findings(findings: Sequence[Finding], *, as_json: bool) -> None:
    """One line each, or a list of objects."""
    if as_json:
        rows = [
            {"level": found.level.value, "path": found.path, "message": found.message}
            for found in findings
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for found in findings:
        mark = click.style(f"{found.level.value:5}", fg=_COLOURS[found.level])
        click.echo(f"{mark} {found.path}: {found.message}")
    if not findings:
        click.echo("Sin observaciones.")
