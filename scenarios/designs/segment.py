"""Reps serve SMB, mid-market or enterprise accounts: by a column, or by sizes with edges that hold on to an account."""

from dataclasses import dataclass

import numpy as np

from scenarios.designs.classes import ERROR, carve, fill_blank
from scenarios.designs.design import Design, Tables
from scenarios.designs.reading import as_spelt, counted, first_spellings, names_in, sheet_of, suggestion, unused
from scenarios.designs.serving import Kind, read_serving
from scenarios.designs.sizes import SegmentClass, Sizes, kept_words, place, sound_classes, sticky
from solver.book import Ints, Texts
from solver.intake.findings import Findings
from solver.intake.register import Register
from solver.intake.sheet import Sheet
from solver.rules import Rules
from solver.serving import folded

SEGMENT, BEFORE = "segment", "segment_before"
"""Columns that the design writes: the segment, and what stood there where sizes say something else."""


@dataclass(frozen=True)
class Segments:
    """Settings of `segment`.

    column : account column with the segment; with `size` the segment where the account is today. size, classes : a
    numeric column and its classes, smallest first. sticky : how far past an edge, as a share of it, an account must be
    to leave its segment. reps : rep column with the segments of a rep, "SMB; mid-market" or "*". blank : an account
    without a segment or size is "error", "anybody", or of the segment named.
    """

    column: str = "segment"
    size: str = ""
    classes: tuple[SegmentClass, ...] = ()
    sticky: float = 0.0
    reps: str = "segments"
    blank: str = ERROR

    @property
    def kind(self) -> Kind:
        return Kind("segment", "segments", self.size or self.column, self.reps)


def segment(tables: Tables, rules: Rules, settings: Segments) -> Design:
    """Only reps who serve an account's segment may own it.

    Writes the account column `segment` (and `segment_before` where sizes change it) and the rule serves;
    `groups: {by: segments}` (given as `rules.peers`) becomes the rep column `peer_group`. With a finding that is an
    error the design cannot be used.
    """
    findings = Findings()
    book = sheet_of("accounts", tables.accounts, "account_id", findings)
    team = sheet_of("reps", tables.reps, "rep_id", findings)
    why, kind = "the segment model needs it", settings.kind
    sound = sound_classes(settings.size, settings.classes, settings.sticky, findings)
    before = bool(settings.size) and book.has(SEGMENT)
    written = (BEFORE,) if before else (SEGMENT,) if settings.column != SEGMENT else ()
    free = unused(book, written, "segment")
    if not (sound & free & book.require(kind.column, why) & team.require(settings.reps, why)):
        return Design(tables, rules, tuple(findings.found))
    known, mine = classed(book, team, settings)
    serving = read_serving(team, kind, known, {})
    mine = fill_blank(book, serving, mine, settings.blank)
    columns = {BEFORE: book.texts(SEGMENT), SEGMENT: mine} if before else {SEGMENT: mine}
    return carve(tables, rules, serving, columns, book, team, "")


def classed(book: Sheet, team: Sheet, settings: Segments) -> tuple[dict[str, str], Texts]:
    """The segments that there are, as they are compared → as they are spelt, and that of every account (A,)."""
    if settings.size:
        return first_spellings(each.name for each in settings.classes), _by_size(book, team, settings)
    texts = book.texts(settings.column)
    known = first_spellings(texts)
    return known, as_spelt(texts, known)


def _by_size(book: Sheet, team: Sheet, settings: Segments) -> Texts:
    """The segment of every account (A,) by its size, near an edge where it is today; "" where the size is blank."""
    sizes = Sizes.read(book, settings.size, settings.classes)
    today = np.full(len(book), -1, dtype=np.int64)
    if settings.sticky > 0:
        today = _today(book, team, settings)
    plain, held = place(sizes), sticky(sizes, today, settings.sticky)
    names = np.array([*(each.name for each in settings.classes), ""], dtype=object)
    kept = np.flatnonzero(held != plain)
    for words, rows in kept_words(names, plain, held, kept):
        book.say("note", "kept-at-the-edge", words, rows, settings.size)
    moved = np.flatnonzero((today >= 0) & (held >= 0) & (held != today))
    ways = [f"{names[today[row]]} to {names[held[row]]}" for row in moved]
    if len(moved):
        message = f"past the edge of their segment: {counted(ways, 'account')}"
        book.say("note", "segment-changed", message, moved, settings.size)
    return np.asarray(names[held])


def _today(book: Sheet, team: Sheet, settings: Segments) -> Ints:
    """Class where every account is today (A,), −1 = not known: by its own column, else by what its owner serves."""
    number = {folded(each.name): at for at, each in enumerate(settings.classes)}
    said = book.texts(settings.column)
    strange = np.flatnonzero([bool(name) and folded(name) not in number for name in said])
    if len(strange):
        near = [suggestion(name, [each.name for each in settings.classes]) for name in dict.fromkeys(said[strange])]
        fix = f"{'; '.join(near[:3])} Or clear the cells, so that the segment of the owner or the size decides"
        message = f"not a segment of the scenario: {counted(said[strange], 'account')}"
        book.error("unknown-segment", message, strange, settings.column, fix)
    lists = [names_in(cell) for cell in team.texts(settings.reps)]
    of_rep = np.array([number.get(folded(names[0]), -1) if len(names) == 1 else -1 for names in lists] + [-1])
    owner = Register("rep", team.labels).find(book.ids("current_owner"))
    own = np.array([number.get(folded(name), -1) for name in said], dtype=np.int64)
    return np.where(own >= 0, own, of_rep[owner]).astype(np.int64)
