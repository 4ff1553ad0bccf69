"""The people of a walk, what each has open in a browser, and the pictures that are taken of it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.browser.site import DESKTOP, PHONE, Site, picture
from tests.browser.walk.calendar import Calendar
from tests.factories.platform import PASSWORD

from caudal.adapters.packs import UtilityPack
from caudal.usecases.set_up_utility import Administrator, set_up_utility


@dataclass(frozen=True)
class Person:
    """Somebody who works at the utility; ``branch`` as the list of branches says it."""

    full_name: str
    username: str
    role: str
    branch: str


ADMINISTRATOR = Person("Laura Robles", "laura.robles", "Administrador", "")


def found_utility(*, pack: UtilityPack, at: datetime) -> None:
    """What ``caudal setup`` leaves: a utility as its pack says, and who administers it."""
    administrator = Administrator(
        username=ADMINISTRATOR.username,
        full_name=ADMINISTRATOR.full_name,
        password=PASSWORD,
        role=ADMINISTRATOR.role,
    )
    set_up_utility(pack=pack, acting_user=None, at=at, administrator=administrator)


@dataclass
class Tour:
    """A walk through the screens. ``name`` begins the names of its pictures."""

    name: str
    site: Site
    calendar: Calendar
    folder: Path
    _pages: dict[Person, Page] = field(default_factory=dict)

    def on(self, day: date) -> None:
        """The day comes; nobody has logged in yet."""
        self.calendar.go_to(day)
        for page in self._pages.values():
            page.context.close()
        self._pages.clear()

    def page_of(self, person: Person) -> Page:
        """What a person looks at; who has not yet logged in today does."""
        if person not in self._pages:
            self._pages[person] = self._entered(person)
        return self._pages[person]

    def registered(self, person: Person) -> None:
        """The administrator registers somebody, who enters and chooses a password of his own."""
        page = self.page_of(ADMINISTRATOR)
        page.goto("/operadores/alta/")
        page.get_by_label("Nombre completo").fill(person.full_name)
        page.get_by_label("Usuario").fill(person.username)
        page.get_by_label("Sucursal").select_option(label=person.branch)
        page.get_by_label(person.role, exact=True).check()
        page.get_by_role("button", name="Dar de alta").click()
        provisional = page.locator(".c-handover-secret").inner_text().strip()

        his = self._at_the_door(person, provisional)
        his.get_by_label("Contraseña actual", exact=True).fill(provisional)
        his.get_by_label("Contraseña nueva", exact=True).fill(PASSWORD)
        his.keyboard.press("Enter")
        expect(his.locator("h1")).not_to_have_text("Elija su contraseña")
        self._pages[person] = his

    def portrait(self, page: Page, stage: str, *, on_telephones: bool = False) -> None:
        """Keep what a page shows, light and dark; in a tab of its own, for pictures leave traces
        of style that the policy of the page refuses when htmx copies them.
        """
        tab = self.site.beside(page)
        tab.set_viewport_size(DESKTOP)
        picture(tab, f"{self.name}-{stage}")
        if on_telephones:
            tab.set_viewport_size(PHONE)
            picture(tab, f"{self.name}-{stage}")
        tab.close()

    def file(self, name: str, content: bytes) -> Path:
        """A file on the disk of whoever uploads it."""
        path = self.folder / name
        path.write_bytes(content)
        return path

    def _entered(self, person: Person) -> Page:
        page = self._at_the_door(person, PASSWORD)
        expect(page.locator("h1")).not_to_have_text("Entrar")
        return page

    def _at_the_door(self, person: Person, password: str) -> Page:
        page = self.site.open("/entrar/")
        page.get_by_label("Usuario").fill(person.username)
        page.get_by_label("Contraseña", exact=True).fill(password)
        page.keyboard.press("Enter")
        return page
