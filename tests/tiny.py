"""Tiny random books for property tests: few enough plans to try them all, and every rule of the house in the draw."""

from dataclasses import replace
from typing import Any

import pandas as pd
from hypothesis import assume
from hypothesis import strategies as st

from solver.errors import InputError
from solver.problem import Problem
from solver.rules import Limits, Rules, measure_of

MOST_PLANS = 2_500
COUNTED = ("reassigned_accounts", "reassigned_potential")
COUNTS = ("accounts", "tier=A", "tier=C c")


def amounts() -> st.SearchStrategy[float]:
    """Whole numbers, decimals, and numbers that no decimal grid holds; now and then nothing."""
    whole = st.integers(1, 60).map(float)
    cents = st.integers(1, 6000).map(lambda c: c / 100)
    ragged = st.integers(1, 400).map(lambda n: n / 7)
    return st.one_of(whole, whole, cents, ragged, st.just(0.0))


@st.composite
def problems(
    draw: st.DrawFn,
    *,
    contiguous: bool | None = None,
    ordered: bool = False,
    apart: bool = False,
    modelled: bool = False,
    bent: bool = False,
    mixed: bool = False,
    layered: bool = False,
) -> Problem:
    """A problem with two or three reps and three to seven accounts; draws that are no valid input are thrown away.

    `ordered` : the goal is an order of one to three levels, most of them weighted.
    `apart` : locks keep some of the accounts and reps (two to four of these) from the others, and goals add up.
    `modelled` : what territory models are made of: units of several accounts, who serves what, peer groups, bounds per
    rep, accounts that are exempt from contiguity; and some distances by a table.
    `mixed` : the same, with peer groups that may own accounts of one another, and bands.
    `layered` : the same as `modelled`, held together within layers.
    `bent` : rules that are not linear, most of which some plan keeps: more accounts, of nearly the same size.
    """
    reps = draw(st.integers(2, 4 if apart else 3))
    accounts = draw(st.integers(7 if bent else 3, {2: 8, 3: 7, 4: 5}[reps]))
    land = layered or (draw(st.booleans()) if contiguous is None else contiguous)
    book = draw(_accounts(accounts, reps))
    team = draw(_reps(reps))
    edges = draw(_edges(accounts)) if land else None
    pairs, only = draw(_pairs(accounts, reps, land))
    rules = draw(_rules(land, only, pairs is not None, ordered, apart))
    if modelled or mixed or layered:
        book, team, edges, rules = draw(_modelled(book, team, edges, rules, "mixed" if mixed else ""))
    if layered:
        book, team, rules = draw(_layered(book, team, rules))
    if mixed:
        team, rules = draw(_eased(team, rules))
    if bent:
        book, team, rules = draw(_bent(book, team, rules))
    assume(reps**accounts <= MOST_PLANS)
    locks = draw(_locks(accounts, reps))
    if apart:
        locks = pd.concat([draw(_borders(book, team)), *([] if locks is None else [locks])]).drop_duplicates()
    try:
        far = draw(_distances(book, team)) if modelled or mixed or layered else None
        rules = replace(rules, straight_line=draw(st.sampled_from([1.0, 1.4]))) if far is not None else rules
        rules = replace(rules, distances_by="kind" if far is not None and "kind" in far else "")
        return Problem.from_frames(book, team, rules, edges=edges, locks=locks, pairs=pairs, distances=far)
    except InputError:
        assume(False)
        raise


@st.composite
def _modelled(
    draw: st.DrawFn, book: pd.DataFrame, team: pd.DataFrame, edges: pd.DataFrame | None, rules: Rules, peers: str = ""
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame | None, Rules]:
    """The same with parts of territory models. Peer groups are apart, or some may own accounts of others (no goal has
    a deviation then).
    """

    def column(table: pd.DataFrame, values: list[str]) -> list[str]:
        return draw(st.lists(st.sampled_from(values), min_size=len(table), max_size=len(table)))

    peers = peers or draw(st.sampled_from(["", "apart", "mixed"]))
    kinds = ["x", "Y"] if peers == "apart" else ["x", "Y", ""]
    book = book.assign(kind=column(book, kinds), cell=column(book, ["", "", "c1", "c2"]))
    team = team.assign(team=column(team, ["x", "y"]))
    team = team.assign(sells=team["team"] if peers == "apart" else column(team, ["x; y", "X", "*", " y ;"]))
    if peers == "mixed":
        rules = replace(rules, goal=_without_deviations(rules.goal))
    units = draw(st.sampled_from(["", "cell"]))
    if edges is not None and units:
        unit = dict(zip(book["account_id"], book["cell"].where(book["cell"] != "", book["account_id"]), strict=True))
        edges = edges.map(lambda id_: unit[id_])
    where = draw(st.sampled_from(["", "patch", "patch"])) if rules.contiguous else ""
    book = book.assign(patch=column(book, ["yes", "yes", "no"]))
    rules = replace(rules, contiguous_where=where)
    banded = [name for name in rules.bands if name not in {measure_of(term) for term in rules.terms}]
    shared = {name: "carries" for name in banded if draw(st.booleans())}
    team = team.assign(carries=column(team, ["yes", "yes", ""]))
    rules = replace(rules, shared_by=shared)
    bounds = draw(st.sampled_from([{}, {"accounts": (1, None)}, {"potential": (None, 90.0), "tier=A": (0, 2)}]))
    serves = {"kind": "sells"} if peers == "apart" or draw(st.booleans()) else {}
    rules = replace(rules, units=units, serves=serves, peers="team" if peers else "", per_rep=bounds)
    return book, team, edges, rules


@st.composite
def _layered(
    draw: st.DrawFn, book: pd.DataFrame, team: pd.DataFrame, rules: Rules
) -> tuple[pd.DataFrame, pd.DataFrame, Rules]:
    """The same in two or three layers, some of them served by some reps only; most of the time with wide bands."""
    names = draw(st.sampled_from([["N", "S"], ["N", "N", "S", ""], ["N", "S", "T t"]]))
    layer = draw(st.lists(st.sampled_from(names), min_size=len(book), max_size=len(book)))
    if rules.units:  # a unit is of one layer
        of_unit = dict(zip(book["cell"], layer, strict=True))
        layer = [of_unit[cell] if cell else own for cell, own in zip(book["cell"], layer, strict=True)]
    book = book.assign(layer=layer)
    lists = draw(st.lists(st.sampled_from(["*", "*", "n", "N; s", "S; T T"]), min_size=len(team), max_size=len(team)))
    team = team.assign(enters=["*", *lists[1:]])
    stated = draw(st.lists(st.sampled_from(["", "", "", "A0", "A1; A2"]), min_size=len(team), max_size=len(team)))
    team = team.assign(home_unit=stated) if not rules.units and draw(st.booleans()) else team
    rules = replace(rules, contiguous_where="", contiguous_by="layer")
    rules = replace(rules, serves={**rules.serves, "layer": "enters"}) if draw(st.booleans()) else rules
    if draw(st.sampled_from([True, True, False])):
        wide = st.sampled_from([0.4, 0.8, 1.2])
        bands = {name: draw(wide) for name in ("potential", "workload") if name in rules.bands}
        rules = replace(rules, bands=bands, limits=Limits(), per_rep={}, shared_by={})
        team = team.assign(max_accounts="", max_named="")
    return book, team, rules


@st.composite
def _eased(draw: st.DrawFn, team: pd.DataFrame, rules: Rules) -> tuple[pd.DataFrame, Rules]:
    """The same with a band or two that some plan keeps: most of the time without other rules on amounts."""
    wide = st.sampled_from([0.2, 0.4, 0.6, 0.9, 1.2])
    names = draw(st.sampled_from([("potential",), ("workload",), ("potential", "workload"), ("accounts",)]))
    bands = {name: draw(wide) for name in names}
    rules = replace(rules, bands=bands, shared_by={name: by for name, by in rules.shared_by.items() if name in bands})
    if draw(st.sampled_from([True, True, True, False])):
        team = team.assign(max_accounts="", max_named="", sells=["*", *team["sells"][1:]])
        rules = replace(rules, limits=Limits(), per_rep={}, shared_by={}, protect={})
    return team, rules


def _without_deviations(goal: Any) -> Any:
    if not isinstance(goal, tuple):
        return {term: weight for term, weight in goal.items() if measure_of(term) is None}
    levels = [_without_deviations(level) for level in goal]
    return [level for level in levels if level] or {"travel": 1.0}


@st.composite
def _distances(draw: st.DrawFn, book: pd.DataFrame, team: pd.DataFrame) -> pd.DataFrame | None:
    """Minutes of some pairs of an account, or a kind of accounts, and a rep."""
    column = draw(st.sampled_from(["", "", "account_id", "kind"]))
    if not column:
        return None
    every = [(place, rep) for place in sorted({*book[column]} - {""}) for rep in team["rep_id"]]
    rows = [(*pair, draw(st.integers(0, 300))) for pair in every if draw(st.booleans())]
    return pd.DataFrame(rows, columns=[column, "rep_id", "minutes"]) if rows else None


@st.composite
def _bent(
    draw: st.DrawFn, book: pd.DataFrame, team: pd.DataFrame, rules: Rules
) -> tuple[pd.DataFrame, pd.DataFrame, Rules]:
    """The same with a band around a median, a limit on the five largest accounts, or both.

    Without them few other rules, for there to be plans; and where nothing stands against it units of two accounts, so
    that a rep has more than five.
    """
    medians: dict[str, Any] = {
        name: "median" for name in ("potential", "workload", "accounts") if draw(st.sampled_from([False, False, True]))
    }
    caps = [0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
    cap = draw(st.sampled_from([None, None, None, *caps] if medians else caps))
    widths = {name: draw(st.sampled_from([0.1, 0.3, 0.5, 0.9, 1.0, 1.5])) for name in medians}
    if draw(st.sampled_from([True, True, True, False])):
        rules = replace(rules, bands={}, limits=Limits(), protect={})
        team = team.assign(fte=1.0, ramp=draw(st.sampled_from([1.0, 0.8])), max_accounts="", max_named="")
        sizes = st.lists(st.sampled_from([9.0, 10.0, 10.5, 11.0, 12.25]), min_size=len(book), max_size=len(book))
        book = book.assign(potential=draw(sizes), workload=draw(sizes))
        if not (rules.units or rules.contiguous or rules.pairs_only):
            more = book.assign(account_id="B" + book["account_id"], potential=draw(sizes))
            both = pd.concat([book.assign(pair=book["account_id"]), more.assign(pair=book["account_id"])])
            book, rules = both.reset_index(drop=True), replace(rules, units="pair")
    bands = {**rules.bands, **widths}
    rules = replace(rules, bands=bands, references=medians, limits=replace(rules.limits, top_five=cap))
    return book, team, rules


@st.composite
def _accounts(draw: st.DrawFn, count: int, reps: int) -> pd.DataFrame:
    def column(values: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(values, min_size=count, max_size=count))

    owner = st.sampled_from(["", "GONE", *[f"R{r}" for r in range(reps)] * 2])
    return pd.DataFrame(
        {
            "account_id": [f"A{i}" for i in range(count)],
            "lat": column(st.integers(-20, 20).map(lambda d: d / 10)),
            "lon": column(st.integers(-20, 20).map(lambda d: d / 10)),
            "potential": column(amounts()),
            "workload": column(amounts()),
            "current_owner": column(owner),
            "tier": column(st.sampled_from(["A", "B", "B", "C c", ""])),
            "named": column(st.booleans()),
            "active_deal": column(st.sampled_from([False, False, False, True])),
            "customer": column(st.booleans()),
            "shuffled": column(st.sampled_from([False, False, False, True])),
        }
    )


@st.composite
def _reps(draw: st.DrawFn, count: int) -> pd.DataFrame:
    def column(values: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(values, min_size=count, max_size=count))

    return pd.DataFrame(
        {
            "rep_id": [f"R{r}" for r in range(count)],
            "lat": column(st.integers(-20, 20).map(lambda d: d / 10)),
            "lon": column(st.integers(-20, 20).map(lambda d: d / 10)),
            "fte": column(st.sampled_from([1.0, 1.0, 0.5, 0.8])),
            "ramp": column(st.sampled_from([1.0, 1.0, 0.6])),
            "capacity_hours_year": column(st.integers(20, 200).map(float)),
            "max_accounts": column(st.sampled_from(["", "", 2, 4])),
            "max_named": column(st.sampled_from(["", "", 1, 3])),
        }
    )


@st.composite
def _edges(draw: st.DrawFn, count: int) -> pd.DataFrame:
    """A path through all accounts with some links dropped and some added: pieces, bridges and short cuts occur."""
    path = [(i, i + 1) for i in range(count - 1) if draw(st.integers(0, 9)) > 0]
    every = [(a, b) for a in range(count) for b in range(a + 2, count)]
    more = draw(st.lists(st.sampled_from(every), max_size=count)) if every else []
    return pd.DataFrame([(f"A{a}", f"A{b}") for a, b in path + more] or [("A0", "A1")], columns=["unit_a", "unit_b"])


@st.composite
def _locks(draw: st.DrawFn, accounts: int, reps: int) -> pd.DataFrame | None:
    kinds = st.sampled_from(["pinned", "not", "not"])
    rows = draw(
        st.lists(
            st.tuples(st.integers(0, accounts - 1), st.integers(0, reps - 1), kinds),
            max_size=2,
            unique_by=lambda row: row[0],
        )
    )
    if not rows:
        return None
    return pd.DataFrame([(f"A{a}", f"R{r}", kind) for a, r, kind in rows], columns=["account_id", "rep_id", "kind"])


@st.composite
def _borders(draw: st.DrawFn, book: pd.DataFrame, team: pd.DataFrame) -> pd.DataFrame:
    """Locks between two halves of the book, each with its part of the team; a rep may be left with nothing.

    Most reps work in the half of the account next to their home, as contiguity asks of them.
    """
    first = draw(st.integers(1, len(book) - 1))
    far = [[(a.lat - r.lat) ** 2 + (a.lon - r.lon) ** 2 for a in book.itertuples()] for r in team.itertuples()]
    half = [(row.index(min(row)) < first) != (draw(st.integers(0, 3)) == 0) for row in far]
    kept_apart = [(a, r) for a in range(len(book)) for r in range(len(team)) if (a < first) != half[r]]
    return pd.DataFrame([(f"A{a}", f"R{r}", "not") for a, r in kept_apart], columns=["account_id", "rep_id", "kind"])


@st.composite
def _pairs(draw: st.DrawFn, accounts: int, reps: int, land: bool) -> tuple[pd.DataFrame | None, bool]:
    if draw(st.integers(0, 2)):
        return None, False
    only = not land and draw(st.booleans())
    every = [(a, r) for a in range(accounts) for r in range(reps)]
    listed = [pair for pair in every if draw(st.integers(0, 9)) > (0 if only else 5)]
    blank_or = st.one_of(st.just(""), amounts())
    allowed = st.sampled_from(["", "yes", "no"])
    rows = [
        (f"A{a}", f"R{r}", draw(st.integers(0, 30)), draw(blank_or), draw(blank_or), draw(allowed)) for a, r in listed
    ]
    frame = pd.DataFrame(rows, columns=["account_id", "rep_id", "cost", "potential", "workload", "allowed"])
    return (frame, only) if rows else (None, False)


@st.composite
def _goal(draw: st.DrawFn, priced: bool, apart: bool) -> dict[str, float]:
    rare = st.sampled_from([False, False, False, True])
    usual = ("travel", "reassigned") if apart else ("potential", "workload", "travel", "reassigned")
    terms = [term for term in usual if draw(st.booleans())]
    terms += [term for term in ("mean_potential", "mean_workload", *COUNTED) if draw(rare)]
    terms += [name for name in COUNTS if not draw(st.integers(0, 5)) and not apart]
    goal = {term: draw(st.sampled_from([1.0, 5.0, 0.7])) for term in terms}
    if priced and draw(st.booleans()):
        goal["cost"] = 1.0
    return goal


@st.composite
def _rules(draw: st.DrawFn, land: bool, only: bool, priced: bool, ordered: bool, apart: bool) -> Rules:
    band = st.sampled_from([1.0, 2.0, 4.0] if apart else [0.1, 0.25, 0.5, 1.0, 2.0])
    bands = {name: draw(band) for name in ("potential", "workload") if draw(st.booleans())}
    bands |= {name: draw(band) for name in COUNTS if not draw(st.integers(0, 3))}
    share = st.sampled_from([None, None, None, None, 1.0] if apart else [None, None, 0.0, 0.2, 0.34, 0.5])
    limits = {
        "reassigned_accounts": draw(share),
        "reassigned_potential": draw(share),
        "lost_per_rep": draw(share),
        "moved_this_year": draw(st.sampled_from([None, None, "shuffled", 1])),
        "named_accounts_per_rep": draw(st.sampled_from([None, None, 2])),
        "capacity": draw(st.sampled_from([None, None, 1.5, 4.0] if apart else [None, None, 1.0, 1.5])),
    }
    goal: Any = draw(_goal(priced, apart))
    if ordered:
        goal = [goal, *(draw(_goal(priced, apart)) for _ in range(draw(st.integers(0, 2))))]
        seen: set[str] = set()
        for level in goal:
            for term in [*level]:
                if term in seen:
                    del level[term]
                seen.add(term)
        goal = [level for level in goal if level]
        assume(goal)
    protect: dict[str, Any] = {"active_deal": "pin", "customer": 3.0} if draw(st.booleans()) else {}
    return Rules(
        bands=bands, contiguous=land, limits=limits, protect=protect, owners="vacate", goal=goal, pairs_only=only
    )
