"""What a report consists of, before it becomes Markdown or a page."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["", "good", "bad", "quiet"]


@dataclass(frozen=True)
class Cell:
    text: str
    tone: Tone = ""


@dataclass(frozen=True)
class Table:
    """left : columns that are words, the others are numbers and stand to the right."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left: frozenset[int] = frozenset({0})


@dataclass(frozen=True)
class Chart:
    """name : of its file beside the Markdown. svg : the drawing. caption : what it shows."""

    name: str
    svg: str
    caption: str


@dataclass(frozen=True)
class Section:
    """level 2 stands in the contents; blocks are paragraphs (text), tables and charts."""

    title: str
    blocks: tuple[str | Table | Chart, ...]
    level: int = 2


@dataclass(frozen=True)
class Document:
    """faults : what in the rows cannot be true; empty in a sound run."""

    title: str
    lead: str
    sections: tuple[Section, ...]
    faults: tuple[str, ...] = ()
