"""Finds the sentences in the code that people read, and all texts a translation may belong to."""

import ast
import importlib
import inspect
import pkgutil
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import api
import features
import matcher
import models
from features.errors import LingkarError

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (api, matcher, models, features)
MARKS = {"N_": 0, "Advice": None}
"""Calls whose argument of that position (None: every one) is a sentence."""
IN_TEMPLATE = re.compile(r"""\bt\((["'])(.*?)\1\)""")


@dataclass(frozen=True)
class Sentence:
    """A sentence and where it stands."""

    text: str
    place: str


def sentences() -> list[Sentence]:
    """Every sentence of an error, marked as one, or in a page."""
    positions = MARKS | _error_positions()
    return [
        *(found for path in _sources() for found in _marked(path, positions)),
        *(Sentence(text, str(path.relative_to(ROOT))) for path, text in _in_templates()),
    ]


def texts() -> set[str]:
    """Every text constant and every paragraph of a docstring, each on one line."""
    found = {text for _, text in _in_templates()}
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                paragraphs = inspect.cleandoc(node.value).split("\n\n")
                found |= {_one_line(text) for text in (node.value, *paragraphs)}
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _sources() -> list[Path]:
    rooms = [Path(room.__path__[0]) for room in ROOMS]
    return [*(path for room in rooms for path in sorted(room.rglob("*.py"))), ROOT / "train.py"]


def _in_templates() -> Iterator[tuple[Path, str]]:
    for path in sorted((ROOT / "api" / "templates").rglob("*.html")):
        for _, text in IN_TEMPLATE.findall(path.read_text("utf-8")):
            yield path, text


def _marked(path: Path, positions: dict[str, int | None]) -> Iterator[Sentence]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else _name(node.func)
        if name in positions:
            place = f"{path.relative_to(ROOT)}:{node.lineno}"
            yield from (Sentence(text, place) for text in _arguments(node, positions[name]))


def _arguments(node: ast.Call, position: int | None) -> Iterator[str]:
    chosen = node.args if position is None else node.args[position : position + 1]
    for argument in chosen:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield from [argument.value] if argument.value else []


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _error_positions() -> dict[str, int | None]:
    """For each error of ours, which argument of its constructor is the sentence."""
    for room in ROOMS:
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if ".migrations" not in module.name:
                importlib.import_module(module.name)
    found: dict[str, int | None] = {}
    left: list[type[LingkarError]] = [LingkarError]
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        found[kind.__name__] = list(inspect.signature(kind).parameters).index("message")
    return found
