"""compare(book, team): the territory models on two tables, for programs. No files, no printing."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
from joblib import Parallel, delayed

from scenarios.compare.comparison import Comparison, compare_plans
from scenarios.compare.contender import Contender
from scenarios.compare.offered import offered
from scenarios.compare.under import group_column, one_piece, peers
from scenarios.designs.design import Tables
from scenarios.designs.models import MODELS, PROMISES, Settings, design, refuse_unknown
from solver.engine import solve
from solver.errors import Finding, InputError
from solver.problem import Problem
from solver.rules import Rules

RECOMMENDATION, NOTES = "recommendation", "notes"
"""Keys of `attrs` of the table: the sentence that says which model to take; what a reader of the figures must know."""


def compare(
    book: pd.DataFrame,
    team: pd.DataFrame,
    models: Sequence[str] = tuple(MODELS),
    *,
    rules: Rules | None = None,
    settings: Settings | None = None,
    edges: pd.DataFrame | None = None,
    locks: pd.DataFrame | None = None,
    pairs: pd.DataFrame | None = None,
    distances: pd.DataFrame | None = None,
    time_limit: float = 60.0,
    gap: float = 0.01,
    seed: int = 0,
    workers: int = 2,
    jobs: int = 1,
) -> pd.DataFrame:
    """Every territory model on one book and team, all measured alike: measures × models.

    Parameters
    ----------
    book, team : the tables of `Problem.from_frames`, with the columns that the models read (`industry`, `segment`,
        `named`; `verticals`, `segments` of the reps). models : some of `MODELS`.
    rules : bands, limits, goal …, the same for all; peer groups hold for the vertical and the segment model, and for
        all where the goal has no deviations. settings : what the models are told. edges : who is next to whom, for the
        geographic model (found from the map without).
    time_limit, gap, seed, workers : of each run. jobs : models at the same time, through joblib.

    Returns
    -------
    DataFrame
        As `Comparison.frame`. A model that cannot carve this book or team has no figures. `attrs` has the
        recommendation and notes; `compare_models` gives the whole comparison.

    Raises
    ------
    InputError
        For models that there are not, and for tables that no model could use.
    """
    limits = {"time_limit": time_limit, "seed": seed, "workers": workers}
    tables = Tables(book, team, edges, locks, pairs, distances)
    found = compare_models(tables, models, rules or Rules(), settings or Settings(), jobs, gap, **limits)
    frame = found.frame
    frame.attrs[RECOMMENDATION] = found.recommendation.headline
    frame.attrs[NOTES] = found.notes
    return frame


def compare_models(
    tables: Tables, models: Sequence[str], rules: Rules, settings: Settings, jobs: int, gap: float, **limits: float
) -> Comparison:
    """The comparison behind `compare`. limits : time_limit, seed, workers of `solve`."""
    refuse_unknown(models, "models")
    plain = replace(rules, peers="", contiguous=False, units="")
    yardstick = _problem(replace(tables, edges=None), plain, Settings(), "open")
    own = {name: _under(rules, name, settings) for name in models}
    stated = {name: _stated(tables, own[name], replace(settings, pins="yield"), name) for name in models}
    ready = {name: each for name, each in stated.items() if isinstance(each, Problem)}
    results = Parallel(n_jobs=jobs)(
        delayed(solve)(each, gap=gap, best_effort=True, **limits) for each in ready.values()
    )
    solved = dict(zip(ready, results, strict=True))
    contenders = [
        Contender.of(name, each, solved[name], PROMISES[name])
        if isinstance(each, Problem)
        else Contender(name, yardstick, None, None, failed=each, promise=PROMISES[name])
        for name, each in stated.items()
    ]
    contenders = offered(contenders, [gap if name in ready else None for name in stated])
    if (yardstick.book.owner >= 0).any():
        contenders.append(Contender.today(yardstick))
    return compare_plans(contenders, yardstick, accounts=tables.accounts, reps=tables.reps, whale=settings.whales.above)


def _under(rules: Rules, model: str, settings: Settings) -> Rules:
    """The rules as a model takes them; see `peers` for the groups."""
    column = group_column(rules.peers, settings.verticals.reps, settings.segments.reps)
    groups = peers(model, rules.peers, column, rules)
    return replace(rules, peers=groups, contiguous=one_piece(model, rules.contiguous))


def _stated(tables: Tables, rules: Rules, settings: Settings, model: str) -> Problem | tuple[Finding, ...]:
    """The Problem of a model, or why there is none."""
    try:
        return _problem(tables, rules, settings, model)
    except InputError as error:
        return tuple(finding for finding in error.findings if finding.severity == "error")


def _problem(tables: Tables, rules: Rules, settings: Settings, model: str) -> Problem:
    made = design(model, tables, rules, settings)
    if made.failed:
        raise InputError(made.findings)
    own = made.tables
    others = {name: getattr(own, name) for name in ("edges", "locks", "pairs", "distances")}
    return Problem.from_frames(own.accounts, own.reps, made.rules, **others)
