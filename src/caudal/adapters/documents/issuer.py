"""The utility of the database as the issuer of a document."""

from caudal.adapters.documents.identity import IssuerIdentity
from caudal.domain.platform.models import Utility
from caudal.domain.platform.operations.files import file_path


def issuer_identity(*, utility: Utility) -> IssuerIdentity:
    """Name, address, seal and colour as they are now.

    :raises OSError: if the logo's file is lost
    """
    logo = utility.logo
    return IssuerIdentity(
        name=utility.name,
        long_name=utility.long_name,
        address=utility.address,
        rfc=utility.rfc,
        website=utility.website,
        phone=utility.phone,
        colour=utility.colour,
        logo=None if logo is None else file_path(sha256=logo.sha256).read_bytes(),
    )
