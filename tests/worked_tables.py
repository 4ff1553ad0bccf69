"""Read the worked tables of docs/algorithms, so that the pages cannot drift from the code."""

from pathlib import Path

ALGORITHMS = Path(__file__).parents[1] / "docs" / "algorithms"


def read_table(*, page: str, heading: str) -> list[dict[str, str]]:
    """The rows of the first table under a heading of a page, by the names of its columns."""
    section = (ALGORITHMS / page).read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1]
    lines = [line for line in section.split("\n## ", 1)[0].splitlines() if line.startswith("|")]
    names, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return [dict(zip(names, row, strict=True)) for row in rows]
