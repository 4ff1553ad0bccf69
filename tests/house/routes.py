"""Every route of the application, found by walking the URL resolver."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from caudal.interfaces.staff.access import ACCESS_ATTRIBUTE, AccessRule

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """A route, its parameters and its rule, if it has one."""

    name: str
    parameters: tuple[str, ...]
    rule: AccessRule | None
    pattern: str

    def url(self, values: dict[str, Any]) -> str:
        """Its address with values for its parameters."""
        return reverse(self.name, kwargs={key: values[key] for key in self.parameters})


def all_routes(urlconf: str | None = None) -> list[Route]:
    """Every route, by name."""
    found = _walk(get_resolver(urlconf).url_patterns, namespaces=(), before="", outer=())
    return sorted(found, key=lambda route: route.name)


def _walk(
    patterns: list[Any], *, namespaces: tuple[str, ...], before: str, outer: tuple[str, ...]
) -> Iterator[Route]:
    for entry in patterns:
        text = before + str(entry.pattern)
        parameters = (*outer, *PARAMETER.findall(str(entry.pattern)))
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry.url_patterns, namespaces=inner, before=text, outer=parameters)
        elif isinstance(entry, URLPattern):
            yield Route(
                name=":".join((*namespaces, entry.name or "")),
                parameters=parameters,
                rule=vars(entry.callback).get(ACCESS_ATTRIBUTE),
                pattern=text,
            )
