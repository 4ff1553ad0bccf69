"""Packs: a whole utility as a readable file (architecture, decision 17)."""

from caudal.adapters.pack_text import PackUnreadable
from caudal.adapters.packs.pack import UtilityPack
from caudal.adapters.packs.problems import PackProblem, PackRefused
from caudal.adapters.packs.reading import locate_pack, parse_pack, read_pack
from caudal.adapters.packs.writing import dump_pack

__all__ = [
    "PackProblem",
    "PackRefused",
    "PackUnreadable",
    "UtilityPack",
    "dump_pack",
    "locate_pack",
    "parse_pack",
    "read_pack",
]
