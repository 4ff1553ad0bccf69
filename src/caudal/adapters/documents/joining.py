"""Several PDFs as one, in order, so that a run can be printed from a single file."""

from collections.abc import Iterable
from io import BytesIO

from pypdf import PdfWriter


def join_pdfs(*, parts: Iterable[bytes], title: str) -> bytes:
    """One PDF with the pages of all the parts. The same parts give the same bytes.

    :param title: what a reader shows as the name of the document
    """
    writer = PdfWriter()
    for part in parts:
        writer.append(BytesIO(part), import_outline=False)
    writer.metadata = {"/Title": title}
    joined = BytesIO()
    writer.write(joined)
    return joined.getvalue()
