"""Reps own industries. A large vertical is split among its reps by the bands; thin ones go by an explicit rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scenarios.designs.classes import ERROR, carve, fill_blank
from scenarios.designs.design import Design, Tables
from scenarios.designs.reading import as_spelt, first_spellings, sheet_of, suggestion, unused
from scenarios.designs.serving import Kind, read_serving
from scenarios.designs.shares import unheard, worth
from scenarios.designs.thin import Thin, lend
from solver.book import Texts
from solver.intake.findings import Findings
from solver.intake.sheet import Sheet
from solver.intake.team import read_team
from solver.rules import Rules
from solver.serving import folded

VERTICAL, SERVED = "vertical", "vertical_served"
"""Columns that the design adds to the accounts: the vertical, and whose reps may own the account ("" = anybody's)."""


@dataclass(frozen=True)
class Verticals:
    """Settings of `vertical`.

    column : account column with the industry. reps : rep column with a rep's verticals, "Healthcare; Pharma" or "*".
    names : industry → the vertical that it is part of; an industry that is not named is a vertical of its own.
    thin : what becomes of small verticals; None = nothing. blank : an account without an industry is "error",
    "anybody" (any rep may own it), or of the vertical named.
    """

    column: str = "industry"
    reps: str = "verticals"
    names: Mapping[str, str] = field(default_factory=dict)
    thin: Thin | None = None
    blank: str = ERROR

    @property
    def kind(self) -> Kind:
        return Kind("vertical", "verticals", self.column, self.reps)


def vertical(tables: Tables, rules: Rules, settings: Verticals) -> Design:
    """Only reps who serve an account's vertical may own it.

    Adds the account columns `vertical` and `vertical_served` and the rule serves; `groups: {by: verticals}` (given as
    `rules.peers`) becomes the rep column `peer_group`. With a finding that is an error the design cannot be used.
    """
    findings = Findings()
    book = sheet_of("accounts", tables.accounts, "account_id", findings)
    team = sheet_of("reps", tables.reps, "rep_id", findings)
    kind = settings.kind
    why = "the vertical model needs it"
    free = unused(book, [name for name in (VERTICAL, SERVED) if name != settings.column], "vertical")
    if not (free & book.require(settings.column, why) & team.require(settings.reps, why)):
        return Design(tables, rules, tuple(findings.found))
    mine = verticals_of(book, settings)
    known = first_spellings([*mine, *settings.names.values()])
    merged = {folded(industry): into for industry, into in settings.names.items()}
    serving = read_serving(team, kind, known, merged)
    mine = fill_blank(book, serving, mine, settings.blank)
    scale = worth(unheard(book), read_team(unheard(team)).team, rules)
    served = mine if settings.thin is None else lend(book, serving, mine, scale, settings.thin)
    return carve(tables, rules, serving, {VERTICAL: mine, SERVED: served}, book, team, _other_ways(settings.thin))


def _other_ways(thin: Thin | None) -> str:
    """What else than a rep's list helps a vertical that nobody serves."""
    merge = "; or make it part of another: verticals: {names: {its name: the other}}"
    if thin is None:
        return f"; or let anybody own small verticals: verticals: {{thin: {{below: 0.5, then: share}}}}{merge}"
    if thin.then == "attach":
        attach = "verticals: {thin: {then: attach, attach: {its name: the other}}}"
        return f"; or, if it is thin, name the vertical whose reps take it: {attach}{merge}"
    return merge


def verticals_of(book: Sheet, settings: Verticals) -> Texts:
    """Every account's vertical (A,), each spelt one way, "" = blank; an error for every name that is no industry."""
    industries = book.texts(settings.column)
    there = first_spellings(industries)
    for name in settings.names:
        if folded(name) not in there:
            message = f"verticals.names names {name}, which is no {settings.column} of the accounts"
            fix = suggestion(name, there.values())
            book.findings.error("unknown-vertical", message, fix=fix, table="rules")
    into = {folded(industry): name for industry, name in settings.names.items()}
    merged = [into.get(folded(industry), industry) for industry in industries]
    return as_spelt(merged, first_spellings([*settings.names.values(), *merged]))
