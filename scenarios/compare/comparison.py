"""compare(): plans and territory models side by side, with the same measures, and which of them to take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from scenarios.compare import caveats
from scenarios.compare.alike import differences
from scenarios.compare.contender import Contender
from scenarios.compare.frontier import exchanges, frontier
from scenarios.compare.measures.catalogue import catalogue
from scenarios.compare.measures.measure import Measure, Row, Skipped, row
from scenarios.compare.measures.view import WHALE, Ground, View
from scenarios.compare.opening import what_opens
from scenarios.compare.proof import crossed, never_beaten, widest
from scenarios.compare.recommend import Recommendation, Settings, decide
from scenarios.compare.standing import Standing, judged
from scenarios.compare.traits import Traits, traits
from scenarios.compare.wishes import Wishes, refuse_unmeasured
from solver.errors import Finding, InputError, listed
from solver.judge.yardstick import Yardstick
from solver.problem import Problem


@dataclass(frozen=True)
class Comparison:
    """standings : the contenders as judged, in the order given. rows : measures × contenders. skipped : measures that
    the input has no data for. notes : what a reader of the marks must know. openings : model that is proven to have no
    plan → what would have to open.
    """

    standings: tuple[Standing, ...]
    rows: tuple[Row, ...]
    skipped: tuple[Skipped, ...]
    recommendation: Recommendation
    notes: tuple[str, ...] = ()
    openings: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.standings)

    @property
    def best(self) -> str | None:
        """The model that is recommended; None when no plan keeps the rules of its model."""
        return self.recommendation.name

    @property
    def frame(self) -> pd.DataFrame:
        """Measures × models: the index is the measure's key, a column per contender; numbers, words, None."""
        values = {name: [each.values[place] for each in self.rows] for place, name in enumerate(self.names)}
        keys = pd.Index([each.measure.key for each in self.rows], name="measure")
        return pd.DataFrame(values, index=keys, columns=list(self.names), dtype=object)

    def row(self, key: str) -> Row:
        """The row of a measure. Raises KeyError when it is not in the comparison."""
        for each in self.rows:
            if each.measure.key == key:
                return each
        raise KeyError(key)


def compare_plans(
    contenders: Sequence[Contender],
    yardstick: Problem,
    *,
    accounts: pd.DataFrame | None = None,
    reps: pd.DataFrame | None = None,
    serves: Mapping[str, str] | None = None,
    groups: pd.Series | None = None,
    tier: str = "tier",
    whale: float = WHALE,
    settings: Settings | None = None,
) -> Comparison:
    """Measure every contender's plan with the yardstick, and say which to take.

    Parameters
    ----------
    yardstick : the book and the team with any rep for any account; its goal and bands are those that all are measured
        with.
    accounts, reps : the tables under our column names, for columns that the yardstick does not carry.
    serves : account column → rep column with a list, for the expertise match; None = the usual columns where they are.
    groups : rep id → peer group, for fairness within groups. tier : account column of the tier mix.
    whale : an account over this share of its owner's fair share is one.

    Raises
    ------
    InputError
        When there is nothing to compare, two contenders have one name, the books or teams differ, or a column or figure
        that was asked for is not there.
    InternalError
        When a plan is better than a bound that holds for it.
    """
    _refuse(contenders, yardstick)
    facts = Yardstick.of(yardstick)
    standings = tuple(judged(each, yardstick, facts) for each in contenders)
    plans = crossed(standings)
    never_beaten(standings, plans)
    known: Traits = traits(yardstick, accounts, reps, serves=serves, groups=groups, tier=tier)
    reach = widest(standings, plans)
    lands = [each.problem for each in contenders if each.problem.land is not None]
    land = min(lands, key=_partial, default=None)  # the whole book, if one has it
    models = [each.problem for each in contenders if each.problem is not yardstick]
    within = bool(models) and all(each.rules.peers for each in models)
    ground = Ground(yardstick, facts, known, whale, land, reach, _above(contenders), within)
    settings = settings or Settings()
    rows, skipped = _rows(ground, standings, settings.wishes)
    found = decide(standings, rows, settings)
    found = replace(found, frontier=frontier(standings, rows))
    if found.name is not None:
        found = replace(
            found,
            exchanges=exchanges(found.name, standings, rows),
            costs=caveats.costs(found.name, standings, rows),
            proven=(*caveats.sure(found.name, standings, yardstick, reach), *caveats.proven(found.name, reach)),
            open=caveats.not_proven(found.name, standings, yardstick, plans, reach),
        )
    openings = tuple((each.name, said) for each in contenders if (said := what_opens(each)))
    return Comparison(standings, rows, skipped, found, _notes(standings, yardstick), openings)


def _partial(problem: Problem) -> bool:
    """Whether only a part of the accounts is held together, or each layer by itself."""
    return bool(problem.rules.contiguous_where or problem.rules.contiguous_by)


def _above(contenders: Sequence[Contender]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Overlays and levels of any contender, each with its measures."""
    found: dict[str, dict[str, None]] = {}
    for each in contenders:
        for top in each.on_top:
            found.setdefault(top.name, {}).update(dict.fromkeys(top.deviations))
    return tuple((name, tuple(measures)) for name, measures in found.items())


def measurable(yardstick: Problem, settings: Settings, **tables: Any) -> None:
    """Raise InputError when a column, or what is wished for, is not there; before anything is solved."""
    ground = Ground(yardstick, Yardstick.of(yardstick), traits(yardstick, **tables))
    refuse_unmeasured(settings.wishes, catalogue(ground))


def _refuse(contenders: Sequence[Contender], yardstick: Problem) -> None:
    """Everything that stands in the way of comparing."""
    findings = []
    if not contenders:
        findings.append(Finding("nothing-to-compare", "there is no plan to compare", "name at least one"))
    names = [each.name for each in contenders]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        findings.append(Finding("same-name", f"two plans are called {listed(twice)}", "give each a name of its own"))
    for each in contenders:
        if each.rep is None and each.problem is yardstick:
            continue
        apart = differences(yardstick, each.problem)
        if apart:
            fix = "compare plans for the same accounts and the same team"
            findings.append(Finding("not-alike", f"{each.name} is about another book or team: {'; '.join(apart)}", fix))
    if findings:
        raise InputError(findings)


def _rows(ground: Ground, standings: Sequence[Standing], wishes: Wishes) -> tuple[tuple[Row, ...], tuple[Skipped, ...]]:
    entries = catalogue(ground)
    refuse_unmeasured(wishes, entries)
    able = eligible(standings)
    views = [View(ground, each) for each in standings]
    measures = [entry for entry in entries if isinstance(entry, Measure)]
    rows = tuple(row(measure, [measure.of(view) for view in views], able) for measure in measures)
    return rows, tuple(entry for entry in entries if isinstance(entry, Skipped))


def eligible(standings: Sequence[Standing]) -> tuple[bool, ...]:
    """Whose figures can be the best: plans that keep their rules; where there are none, all plans."""
    if any(each.feasible for each in standings):
        return tuple(each.feasible for each in standings)
    return tuple(each.planned for each in standings)


def _notes(standings: Sequence[Standing], yardstick: Problem) -> tuple[str, ...]:
    notes = [f"The goal names {term}, which counts nothing here: {why}." for term, why in yardstick.left_out]
    broken = [each.name for each in standings if each.planned and not each.feasible]
    if broken and len(broken) == sum(each.planned for each in standings):
        notes.append("No plan keeps the rules of its model: the best are marked among plans that break rules.")
    elif broken:
        notes.append(f"{listed(broken)}: shown, but never marked best, because the plan breaks rules of its own model.")
    notes += [f"{each.name}: {each.why_none}." for each in standings if not each.planned]
    notes += [
        f"The plan of {each.name} is that of {each.contender.taken}: it keeps every rule of {each.name} and is better "
        "than what the run itself found in its time."
        for each in standings
        if each.contender.taken
    ]
    return tuple(notes)
