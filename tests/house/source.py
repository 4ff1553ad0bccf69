"""The source tree as the house tests read it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "caudal"
TEMPLATES = PACKAGE / "templates"
BELOW_INTERFACES = ("kernel", "engines", "domain", "adapters", "usecases")

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class SourceFile:
    """A parsed module."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Its path in the package, such as ``kernel/money.py``."""
        return self.path.relative_to(PACKAGE).as_posix()

    @property
    def layer(self) -> str:
        """The first folder."""
        return self.name.split("/", 1)[0]


@cache
def python_files(*layers: str) -> tuple[SourceFile, ...]:
    """Every module of the product, migrations apart; of some layers, if any are named."""
    return tuple(
        SourceFile(path, text := path.read_text(encoding="utf-8"), ast.parse(text))
        for path in sorted(PACKAGE.rglob("*.py"))
        if "migrations" not in path.parts
        and (not layers or path.relative_to(PACKAGE).parts[0] in layers)
    )


def functions_of(source: SourceFile) -> Iterator[tuple[FunctionNode, bool]]:
    """Each function of a module, and whether others may call it by name."""
    yield from _functions(source.tree, is_public=True)


def _functions(node: ast.AST, *, is_public: bool) -> Iterator[tuple[FunctionNode, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FunctionNode):
            yield child, is_public and not child.name.startswith("_")
            yield from _functions(child, is_public=False)
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, is_public=is_public and not child.name.startswith("_"))
        else:
            yield from _functions(child, is_public=is_public)


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of an attribute or name; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return ""


def line_of(source: SourceFile, node: ast.AST) -> str:
    """Where it stands, as an editor opens it."""
    return f"src/caudal/{source.name}:{getattr(node, 'lineno', 0)}"
