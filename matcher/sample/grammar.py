"""A small grammar for authored lines: alternatives ``[a|b|]`` and slots ``{anak}``.

``[pengen|mau] [banget |]nulis lagi selagi {anak} tidur`` stands for many sentences. Alternatives
may be nested. A slot is filled from the writer's *life*: the things that are true of her. A line
that names something she does not have (``{suami}``, ``{bayi}``) is not hers and is never chosen,
which is what keeps a text from contradicting the person who writes it. ``{?kerja}`` and
``{!kerja}`` write nothing: they say that the line is true only of someone who has, or has not,
such a thing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from matcher.sample.dice import Dice

_TOKEN = re.compile(r"[\[\]|]|\{[?!]?\w+\}|[^\[\]|{}]+")
_SPACES = re.compile(r"\s+")
_LOOSE = re.compile(r"\s+([,.!?;:)])")
_SENTENCE = re.compile(r"(^|[.!?]\s+)([a-z])")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to be filled from the writer's life."""

    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences, each as likely."""

    options: tuple["Parts", ...]


Part: TypeAlias = str | Slot | Choice
Parts: TypeAlias = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """An authored line, what must be in a life for it to be true, and what must not."""

    parts: Parts
    needs: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()

    def true_of(self, life: Mapping[str, object]) -> bool:
        """Whether someone of that life could say it."""
        return self.needs <= life.keys() and self.unless.isdisjoint(life)


Bank: TypeAlias = tuple[Line, ...]
Life: TypeAlias = Mapping[str, Bank]


def parse(text: str) -> Line:
    """The line that `text` writes down.

    Raises:
        ValueError: brackets or braces do not match.

    """
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != text or tokens.count("[") != tokens.count("]"):
        raise ValueError(f"brackets do not match: {text}")
    tokens.reverse()
    options = _options(tokens, closing=False)
    slots = [token[1:-1] for token in _TOKEN.findall(text) if token[0] == "{"]
    return Line(
        (Choice(options),) if len(options) > 1 else options[0],
        needs=frozenset(slot.lstrip("?") for slot in slots if slot[0] != "!"),
        unless=frozenset(slot[1:] for slot in slots if slot[0] == "!"),
    )


def _options(tokens: list[str], *, closing: bool) -> tuple[Parts, ...]:
    """Read alternatives from the reversed `tokens` up to the bracket that closes them."""
    options: list[list[Part]] = [[]]
    while tokens:
        piece = tokens.pop()
        if piece == "]" and closing:
            break
        if piece == "|":
            options.append([])
        elif piece == "[":
            options[-1].append(Choice(_options(tokens, closing=True)))
        elif piece[0] != "{":
            options[-1].append(piece)
        elif piece[1] not in "?!":
            options[-1].append(Slot(piece[1:-1]))
    return tuple(tuple(option) for option in options)


def bank(texts: Iterable[str]) -> Bank:
    """The parsed lines of an authored list."""
    return tuple(parse(text) for text in texts)


def fitting(lines: Sequence[Line], life: Life) -> list[Line]:
    """The lines that are true of this life."""
    return [line for line in lines if line.true_of(life)]


def choose(lines: Sequence[Line], life: Life, dice: Dice) -> Line | None:
    """A line that is true of this life; None if no line is."""
    if not lines:
        return None
    line = dice.pick(lines)
    if line.true_of(life):
        return line
    left = fitting(lines, life)
    return dice.pick(left) if left else None


def say(lines: Sequence[Line], life: Life, dice: Dice) -> str:
    """One line of a bank, written out; "" if none is true of this life."""
    line = choose(lines, life, dice)
    return tidy(write(line, life, dice)) if line else ""


def say_several(lines: Sequence[Line], count: int, life: Life, dice: Dice) -> list[str]:
    """Up to `count` different lines of a bank, written out."""
    return [tidy(write(line, life, dice)) for line in dice.some(fitting(lines, life), count)]


def write(line: Line, life: Life, dice: Dice) -> str:
    """The line written out, alternatives drawn, slots filled."""
    return _write(line.parts, life, dice)


def _write(parts: Parts, life: Life, dice: Dice) -> str:
    out = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, Choice):
            out.append(_write(dice.pick(part.options), life, dice))
        else:
            line = choose(life[part.name], life, dice)
            out.append(write(line, life, dice) if line else "")
    return "".join(out)


def tidy(text: str) -> str:
    """Single spaces, none before punctuation."""
    return _LOOSE.sub(r"\1", _SPACES.sub(" ", text)).strip()


def sentences(parts: Iterable[str]) -> str:
    """Join `parts` as sentences, each with a capital and an end."""
    ended = (part if part[-1] in ".!?)…" else part + "." for part in parts if part)
    return _SENTENCE.sub(lambda found: found[1] + found[2].upper(), " ".join(ended))
