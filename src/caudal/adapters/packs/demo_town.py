"""The description and the lists of names of the demonstration town that comes with the product."""

from importlib.resources import files
from pathlib import Path

from pydantic import TypeAdapter

from caudal.engines.demo_town.description import ColoniaWords, TownLists, TownPlan, Words
from caudal.engines.rating import load_tariff_yaml


def read_demo_town() -> tuple[TownPlan, TownLists]:
    """The town and its names, from packs/demo."""
    folder = Path(str(files("caudal") / "packs" / "demo"))
    document = load_tariff_yaml((folder / "town.yaml").read_text(encoding="utf-8"))
    plan = TypeAdapter(TownPlan).validate_python(document)
    lists = TownLists(
        women=_words(folder / "given_names_women.txt"),
        men=_words(folder / "given_names_men.txt"),
        surnames=_words(folder / "surnames.txt"),
        streets=_words(folder / "streets.txt"),
        business_kinds=_words(folder / "business_kinds.txt"),
        business_names=_words(folder / "business_names.txt"),
        public_holders=_words(folder / "public_holders.txt"),
        notes=_words(folder / "notes.txt"),
        colonias=tuple(
            ColoniaWords(*line.split(" ", 2)) for line in _lines(folder / "colonias.txt")
        ),
    )
    return plan, lists


def _words(path: Path) -> Words:
    """Lines of a weight and a word or several."""
    pairs = [line.split(" ", 1) for line in _lines(path)]
    return Words(
        words=tuple(word for _, word in pairs), weights=tuple(int(weight) for weight, _ in pairs)
    )


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
