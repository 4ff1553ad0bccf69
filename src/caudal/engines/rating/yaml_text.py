"""The text of a pack: YAML where every scalar stays text, so that no number is ever a float."""

from typing import Any

import yaml

Document = dict[str, Any]
_NOTHING = ("", "null", "~")


class TariffTextError(Exception):
    """The text cannot be read as a pack; it names every line to correct."""


def load_tariff_yaml(text: str) -> Document:
    """The plain mapping of a pack: text, None, lists and mappings only.

    :raises TariffTextError: if it is not YAML, repeats a key, uses anchors or is not a mapping
    """
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
        aliases = [
            event.start_mark.line + 1
            for event in yaml.parse(text, Loader=yaml.BaseLoader)
            if isinstance(event, yaml.AliasEvent) and event.start_mark
        ]
    except (yaml.YAMLError, RecursionError) as problem:
        raise TariffTextError(f"No es YAML válido; corrija el texto: {problem}") from problem
    if not isinstance(node, yaml.MappingNode):
        raise TariffTextError("El documento debe empezar con claves, como «clave: AG-2026»")
    problems = [f"Línea {line}: repita los datos en vez de usar anclas" for line in aliases]
    document = {} if aliases else _plain(node, problems)
    if problems:
        raise TariffTextError("; ".join(problems))
    return document


def _plain(node: yaml.Node, problems: list[str]) -> Any:
    """The value of a node; what is wrong inside it is added to the problems."""
    if isinstance(node, yaml.MappingNode):
        plain: Document = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                problems.append(f"Línea {line}: escriba la clave como un texto simple")
            elif key_node.value in plain:
                problems.append(f"Línea {line}: deje una sola clave «{key_node.value}»")
            else:
                plain[key_node.value] = _plain(value_node, problems)
        return plain
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, problems) for item in node.value]
    is_nothing = getattr(node, "style", None) is None and node.value in _NOTHING
    return None if is_nothing else node.value


class _TextDumper(yaml.SafeDumper):
    """Text without quotes wherever the reader above gives it back unchanged."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the signature is PyYAML's
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "'" if text in _NOTHING else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _represent_nothing(dumper: yaml.SafeDumper, nothing: None) -> yaml.Node:  # noqa: ARG001 - idem
    return dumper.represent_scalar("tag:yaml.org,2002:str", "null")


def _represent_list(dumper: yaml.SafeDumper, items: list[Any]) -> yaml.Node:
    flow = not any(isinstance(item, list | dict) for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=flow)


_TextDumper.yaml_implicit_resolvers = {}
_TextDumper.add_representer(str, _represent_text)
_TextDumper.add_representer(type(None), _represent_nothing)
_TextDumper.add_representer(list, _represent_list)


def dump_tariff_yaml(document: Document) -> str:
    """The readable text of a document; reading it again gives the same document."""
    text: str = yaml.dump(
        document, Dumper=_TextDumper, sort_keys=False, allow_unicode=True, width=100
    )
    return text
