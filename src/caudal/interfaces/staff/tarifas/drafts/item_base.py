"""What the forms of the items of a draft share: from plain content, and back.

Nothing is required but the name: a draft may be unfinished, and the review says what is missing.
What an item says and its form does not ask is kept.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django import forms

from caudal.engines.rating import TariffDefinition
from caudal.engines.rating.drafting import PutItem, Section
from caudal.interfaces.staff.forms import StaffForm

EMPTY: Final[tuple[Any, ...]] = (None, "", {}, [])


class ItemForm(StaffForm):
    """Base: the item's key, and how its content is read and written."""

    section: ClassVar[Section]
    noun: ClassVar[str]
    lead: ClassVar[str] = ""

    clave = forms.CharField(
        label="Clave",
        max_length=40,
        required=False,
        help_text="Letras, números y _: así la llaman las fórmulas.",
    )

    def __init__(self, *args: Any, definition: TariffDefinition, **kwargs: Any) -> None:
        self.definition = definition
        super().__init__(*args, **kwargs)

    @classmethod
    def initial_of(cls, name: str, content: Any) -> dict[str, Any]:
        """What the fields show of an item."""
        said = content if isinstance(content, Mapping) else {}
        return {"clave": name, **{key: value for key, value in said.items() if key != "clave"}}

    def content(self, before: Any) -> Any:
        """The content that the fields say, over what the item said before."""
        said = {key: value for key, value in self.cleaned_data.items() if key != "clave"}
        kept = before if isinstance(before, Mapping) else {}
        return {key: value for key, value in {**kept, **said}.items() if value not in EMPTY}

    def put(self, before: Any, position: int | None) -> PutItem:
        """The change of the document."""
        name = str(self.cleaned_data.get("clave", ""))
        return PutItem(self.section, name, self.content(before), position)
