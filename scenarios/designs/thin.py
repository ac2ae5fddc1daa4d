"""Thin verticals: too small to feed a rep, and what becomes of them. Only by rule, never a guess."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from scenarios.designs.reading import MOST_NAMES, suggestion
from scenarios.designs.serving import Serving
from scenarios.designs.shares import Scale
from solver.book import Texts
from solver.errors import listed
from solver.intake.sheet import Sheet
from solver.serving import folded


@dataclass(frozen=True)
class Thin:
    """A vertical that holds less than `below` fair shares of a full rep is thin.

    then : "share" = any rep may own its accounts; "attach" = the reps of the vertical that `attach` names for it serve
    it (thin vertical → related vertical). A thin vertical that `attach` does not name stays with its own reps.
    """

    below: float = 0.5
    then: Literal["share", "attach"] = "share"
    attach: Mapping[str, str] = field(default_factory=dict)


def lend(book: Sheet, serving: Serving, verticals: Texts, scale: Scale, thin: Thin) -> Texts:
    """The vertical by which every account is served (A,): its own, the one it is attached to, or "" = anybody's.

    Errors: names that are no verticals, and rings of attached verticals.
    """
    shares = {
        name: scale.shares(float(mass))
        for name, mass in zip(serving.names, serving.masses(verticals, scale.amounts), strict=True)
    }
    slim = [name for name, size in shares.items() if size < thin.below]
    if thin.then == "share":
        _say(book, slim, shares, "anybody may own them", scale)
        return np.where(np.isin(verticals, slim), "", verticals)
    attach = _attached(book, serving, thin.attach)
    _idle(book, attach, slim, shares, thin.below)
    to = {name: end for name in slim if name in attach and (end := _end(book, name, attach, slim))}
    for end in dict.fromkeys(to.values()):
        _say(book, [name for name in to if to[name] == end], shares, f"served by the reps of {end}", scale)
    return np.array([*(to.get(name, name) for name in verticals), ""], dtype=object)[:-1]


def _say(book: Sheet, names: list[str], shares: Mapping[str, float], what: str, scale: Scale) -> None:
    if names:
        words = listed([f"{name} ({shares[name]:.2f} fair shares of {scale.words})" for name in names], MOST_NAMES)
        book.findings.note("thin-verticals", f"thin verticals, {what}: {words}", table=book.name)


def _attached(book: Sheet, serving: Serving, attach: Mapping[str, str]) -> dict[str, str]:
    """The rule with its names as they are spelt; an error for every name that is no vertical."""
    spelt = {folded(name): name for name in serving.names}
    made = {}
    for thin, other in attach.items():
        strange = [name for name in (thin, other) if folded(name) not in spelt]
        for name in strange:
            message = f"verticals.thin.attach names {thin}, and {name} is no vertical of the accounts"
            fix = suggestion(name, serving.names)
            book.findings.error("unknown-vertical", message, fix=fix, table="rules")
        if not strange:
            made[spelt[folded(thin)]] = spelt[folded(other)]
    return made


def _idle(book: Sheet, attach: Mapping[str, str], slim: list[str], shares: Mapping[str, float], below: float) -> None:
    idle = [f"{name} ({shares[name]:.2f} fair shares)" for name in attach if name not in slim]
    if idle:
        message = f"attached only when they hold less than {below:g} fair shares, and served on their own now: "
        book.findings.note("not-thin", message + listed(idle, MOST_NAMES), table=book.name)


def _end(book: Sheet, name: str, attach: Mapping[str, str], slim: list[str]) -> str | None:
    """Where a thin vertical ends up when the related one is attached as well; None, with an error, in a ring."""
    way = [name]
    while way[-1] in attach and way[-1] in slim:
        if attach[way[-1]] in way:
            ring = " → ".join([*way, attach[way[-1]]])
            message = f"verticals.thin.attach names {name}, which leads back to itself: {ring}"
            fix = "attach one of them to a vertical that is large enough"
            book.findings.error("attached-in-a-ring", message, fix=fix, table="rules")
            return None
        way.append(attach[way[-1]])
    return way[-1]
