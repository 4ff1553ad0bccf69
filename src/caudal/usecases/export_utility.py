"""Write the utility of this database as a pack."""

from caudal.adapters.packs.from_database import pack_of_database
from caudal.adapters.packs.writing import dump_pack


def export_utility() -> str:
    """The text of the pack: importing it into an empty database and exporting again gives the same
    bytes. People, accounts and money movements are not part of it.

    :raises UtilityMissing: before ``caudal setup``
    :raises LogoFileMissing: if the logo's bytes are gone
    """
    return dump_pack(pack=pack_of_database())
