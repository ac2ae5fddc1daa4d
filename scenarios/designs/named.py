"""Named accounts: strategic ones, by list or under a cap per rep, outside the patch."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from scenarios.designs.design import Design, Tables
from scenarios.designs.layers import LAYER, NAMED, PATCH, bands_apart
from scenarios.designs.namelist import read_list
from scenarios.designs.pins import fixed, pinned
from scenarios.designs.reading import plural, sheet_of, unused, with_column
from scenarios.designs.shares import count_measure
from solver.book import Bools, Texts
from solver.counts import added_up
from solver.errors import listed
from solver.intake.findings import Findings
from solver.intake.sheet import Sheet
from solver.rules import Rules

FLAG = "named"
"""The account column by which the engine, its caps and its scorecard know named accounts; the design writes it."""
ONLY_CARRIERS, CARRIES = "named_served", "named_carried"
"""Columns that the design adds to accounts and reps where only some reps carry named accounts."""


@dataclass(frozen=True)
class Named:
    """Settings of `named`.

    flag : account column that marks named accounts. per_rep : least and most named accounts of a rep; None = no bound.
    reps : rep column that marks those who carry named accounts; "" = all. family : account column; if one member of a
    family is named all are, and they move together; "" = each account by itself. bands : "apart" = named accounts and
    patch banded separately, "together" = only the total, "both". band : the band of the named accounts.
    """

    flag: str = FLAG
    per_rep: tuple[float | None, float | None] = (None, None)
    reps: str = ""
    family: str = ""
    bands: Literal["apart", "together", "both"] = "together"
    band: float = 0.2


def named(tables: Tables, rules: Rules, settings: Named, names: pd.DataFrame | None = None) -> Design:
    """Named accounts go to the reps of the list, or to reps who carry named accounts, within the caps.

    `names` : the list, columns account_id and rep_id; each becomes a lock. Writes the account columns `named` and
    `named_or_patch` (and, with bands apart, `potential_named`, `potential_patch`, …). With a finding that is an error
    the design cannot be used.
    """
    findings = Findings()
    book = sheet_of("accounts", tables.accounts, "account_id", findings)
    team = sheet_of("reps", tables.reps, "rep_id", findings)
    if not _readable(book, team, rules, settings, names):
        return Design(tables, rules, tuple(findings.found))
    pins = fixed(tables, rules)
    locks, is_listed = tables.locks, np.zeros(len(book), dtype=bool)
    if names is not None:
        rows = read_list(names, pins, findings)
        is_listed[rows.account] = True
        fresh = rows.without_lock(pins.locks)
        ids = pins.accounts.ids[fresh.account], pins.reps.ids[fresh.rep]
        locks = pinned(tables, *ids, "named account by list", fresh.sheet_rows) if len(fresh) else locks
        _carried(team, settings, rows.rep, pins.accounts.ids[rows.account])
    marked = (book.flags(settings.flag) if book.has(settings.flag) else np.zeros(len(book), dtype=bool)) | is_listed
    marked = _families(book, settings, marked) if settings.family else marked
    made = replace(tables, accounts=_written(tables.accounts, marked), locks=locks)
    ruled = replace(rules, units=settings.family or rules.units)
    if not marked.any():
        fix = f"mark them in the column {settings.flag}, or list them: named: {{list: named.csv}}"
        findings.error("none-named", "no account is named", fix=fix, table=book.name)
        return Design(made, ruled, tuple(findings.found))
    made, ruled = _capped(made, ruled, team, settings, marked)
    if settings.bands != "together":
        made, ruled = bands_apart(made, ruled, book, marked, settings.band, keep_total=settings.bands == "both")
        if CARRIES in made.reps:
            parts = [f"{measure}_{NAMED}" for measure in added_up(rules.bands) if f"{measure}_{NAMED}" in ruled.bands]
            ruled = replace(ruled, shared_by={**ruled.shared_by, **dict.fromkeys(parts, CARRIES)})
    say = f"{plural(int(marked.sum()), 'account')} of {len(book):,} are named; the others are the patch"
    findings.note("named-accounts", say, table=book.name, column=settings.flag)
    return Design(made, ruled, tuple(findings.found))


def _readable(book: Sheet, team: Sheet, rules: Rules, settings: Named, names: pd.DataFrame | None) -> bool:
    """Whether the columns that the settings name are there, and those that the design writes are free."""
    why = "the named model needs it"
    ok = names is not None or book.require(settings.flag, why, "mark the named accounts in it, or give a list of them")
    ok &= not settings.reps or team.require(settings.reps, why)
    ok &= not settings.family or book.require(settings.family, why)
    ok &= unused(book, [LAYER, ONLY_CARRIERS, *([FLAG] if settings.flag != FLAG else [])], "named")
    ok &= unused(team, [CARRIES], "named")
    if settings.family and rules.units not in ("", settings.family):
        message = f"named.family names {settings.family}, and the units are by {rules.units}"
        fix = f"leave family out, or set units: {{by: {settings.family}}}"
        book.findings.error("two-kinds-of-units", message, fix=fix, table="rules")
        ok = False
    return ok


def _families(book: Sheet, settings: Named, marked: Bools) -> Bools:
    """The named accounts with all members of their families; a note when these are more."""
    family = book.texts(settings.family)
    whole = np.isin(family, list(set(family[marked]) - {""})) | marked
    more = np.flatnonzero(whole & ~marked)
    message = f"named because another member of the family is: the column {settings.family} keeps families together"
    book.say("note", "family-named", message, more, settings.family)
    return np.asarray(whole)


def _written(accounts: pd.DataFrame, marked: Bools) -> pd.DataFrame:
    flags = np.where(marked, "yes", "no").astype(object)
    return with_column(with_column(accounts, FLAG, flags), LAYER, _layer(marked))


def _layer(marked: Bools) -> Texts:
    return np.where(marked, NAMED, PATCH).astype(object)


def _carriers(team: Sheet, settings: Named) -> Bools:
    """Who carries named accounts (R,)."""
    return team.flags(settings.reps) if settings.reps else np.ones(len(team), dtype=bool)


def _carried(team: Sheet, settings: Named, reps: np.ndarray, accounts: Texts) -> None:
    """An error for every rep who is listed for named accounts and carries none."""
    carries = _carriers(team, settings)
    for rep in dict.fromkeys(reps[~carries[reps]].tolist()):
        message = f"carries no named accounts, and the list gives the rep {listed(accounts[reps == rep], 3)}"
        fix = f"write yes in the column {settings.reps}, or give these accounts to another rep"
        team.error("listed-for-no-carrier", message, np.array([rep]), settings.reps, fix)


def _capped(tables: Tables, rules: Rules, team: Sheet, settings: Named, marked: Bools) -> tuple[Tables, Rules]:
    """Only carriers may own named accounts, each between the least and the most."""
    carries, (least, most) = _carriers(team, settings), settings.per_rep
    findings = team.findings
    if not carries.any():
        fix = f"write yes in the column {settings.reps} of at least one rep, or leave reps out: then all do"
        message = f"no rep carries named accounts: {settings.reps} is yes for nobody"
        findings.error("no-carrier", message, fix=fix, table=team.name)
    others = [str(id_) for id_ in team.labels[~carries]]
    if others and least:
        message = f"named.per_rep asks for at least {least:g} named accounts, and {listed(others)} may own none"
        fix = "leave the least out (per_rep: [0, …]), or let every rep carry named accounts"
        findings.error("least-for-no-carrier", message, fix=fix, table="rules", ids=others)
    if others:
        accounts = with_column(tables.accounts, ONLY_CARRIERS, np.where(marked, NAMED, "").astype(object))
        reps = with_column(tables.reps, CARRIES, np.where(carries, NAMED, "").astype(object))
        tables = replace(tables, accounts=accounts, reps=reps)
        rules = replace(rules, serves={**rules.serves, ONLY_CARRIERS: CARRIES})
    if carries.any():
        _room(findings, int(marked.sum()), int(carries.sum()), least, most)
    if (least, most) != (None, None):
        rules = replace(rules, per_rep={**rules.per_rep, count_measure(LAYER, NAMED): (least, most)})
    return tables, rules


def _room(findings: Findings, count: int, carriers: int, least: float | None, most: float | None) -> None:
    """An error when the named accounts are more than all mosts together, or fewer than all leasts."""
    for end, word, sign in ((most, "most", 1), (least, "least", -1)):
        if end is None or sign * (count - end * carriers) <= 0:
            continue
        message = (
            f"{plural(count, 'account')} are named, and {plural(carriers, 'rep')} with {end:g} each at {word} "
            f"own {end * carriers:,.0f}"
        )
        fix = "change named.per_rep, or name other accounts"
        findings.error("named-do-not-fit", message, fix=fix, table="rules")
