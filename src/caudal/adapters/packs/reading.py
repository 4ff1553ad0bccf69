"""From the file of a pack to the pack, with every mistake told at once."""

from pathlib import Path

from pydantic import ValidationError

from caudal.adapters.pack_text import PackUnreadable, read_text
from caudal.adapters.packs.attachments import bring_in, shipped_utilities
from caudal.adapters.packs.pack import UtilityPack
from caudal.adapters.packs.problems import PackProblem, PackRefused, path_of, shape_problems
from caudal.adapters.packs.references import reference_problems
from caudal.adapters.packs.tariff_checks import tariff_problems
from caudal.adapters.packs.words import WORDS
from caudal.engines.rating import TariffTextError, load_tariff_yaml
from caudal.kernel.errors import Refusal


def read_pack(*, path: Path) -> UtilityPack:
    """The pack of a file, with the tariffs and the logo that it names.

    :raises PackUnreadable: if it cannot be opened, is too large or is not YAML in UTF-8
    :raises PackRefused: with every problem of the pack, each with its path
    """
    return parse_pack(text=read_text(path=path), folder=path.parent)


def locate_pack(*, name: str) -> Path:
    """The file that a person means: a path, or the name of a pack that comes with the product.

    :raises PackUnreadable: if there is neither
    """
    path = Path(name)
    shipped = shipped_utilities() / f"{path.name.removesuffix('.yaml')}.yaml"
    if path.is_file():
        return path
    if path.name == name and shipped.is_file():
        return shipped
    known = ", ".join(sorted(found.stem for found in shipped_utilities().glob("*.yaml")))
    raise PackUnreadable(f"No se encontró {name}. Escriba la ruta de un archivo o uno de: {known}.")


def parse_pack(*, text: str, folder: Path) -> UtilityPack:
    """The pack that a text holds; ``folder`` is where the files that it names are.

    :raises PackUnreadable: if it is not YAML, or repeats a key
    :raises PackRefused: with every problem of the pack, each with its path
    """
    try:
        document = load_tariff_yaml(text)
    except TariffTextError as error:
        raise PackUnreadable(str(error)) from error
    problems = bring_in(document, folder=folder)
    pack = None
    try:
        pack = UtilityPack.model_validate(document)
    except ValidationError as error:
        told = {problem.path for problem in problems}
        problems += [found for found in shape_problems(error) if found.path not in told]
    problems += reference_problems(document) + tariff_problems(document)
    if pack is not None:
        problems += _rule_problems(pack)
    if problems or pack is None:
        raise PackRefused(problems)
    return pack


def _rule_problems(pack: UtilityPack) -> list[PackProblem]:
    """What the engines say of the rules that they would have to follow."""
    problems = []
    for section in ("allocation_policies", "surcharge_rules", "review_rules", "sentinels"):
        for place, rule in enumerate(getattr(pack, section)):
            try:
                rule.check()
            except Refusal as refusal:
                problems.append(PackProblem(path_of((WORDS[section], place)), str(refusal)))
    return problems
