"""From the tables as read to the arrays that the methods work on. Nothing here looks at files or frames."""

from solver.book import Book, Locks, Pairs, Team, Texts
from solver.distances import Distances
from solver.errors import Finding
from solver.intake.amounts import measures
from solver.intake.caps import band_rows, medians, per_rep, rows
from solver.intake.eligible import eligibility
from solver.intake.goal import costs
from solver.intake.moves import limits
from solver.intake.peers import totals
from solver.land import Land
from solver.rules import Rules, measure_of
from solver.statement import Statement


def derive(
    book: Book,
    team: Team,
    rules: Rules,
    *,
    pairs: Pairs,
    locks: Locks,
    unit_ids: Texts,
    land: Land | None,
    notes: tuple[Finding, ...] = (),
    left_out: tuple[tuple[str, str], ...] = (),
    distances: Distances | None = None,
) -> Statement:
    """The Problem of a checked book and team; `Book.unit` may put several accounts into one unit.

    `left_out` are goal terms without data, which the caller has found and the goal drops. A goal in order is stated as
    its first level; `solver.levels` makes the others.
    """
    units = len(unit_ids)
    who = eligibility(book, units, team, rules, pairs, locks, land)
    absent = {measure_of(term) for term, _ in left_out}
    named = [name for name in rules.measures() if name not in absent]
    weights = {name: team.sharing(name, rules.shared_by) for name in named}
    groups = totals(book, units, team, rules, who)
    every = measures(book, units, rules, pairs, weights, groups)
    of_levels = [costs(book, team, units, rules, pairs, level, distances) for level in rules.levels] or [
        costs(book, team, units, rules, pairs, {})
    ]
    as_rows = {*rules.shared_by, *(rules.around_shares if groups.by_plan else ())}
    shared = tuple(measure for measure in every if measure.name not in as_rows)
    return Statement(
        book=book,
        team=team,
        rules=rules,
        pairs=pairs,
        locks=locks,
        unit_ids=unit_ids,
        land=land,
        measures=shared,
        rows=(
            *rows(book, team, units, rules, pairs),
            *per_rep(book, team, units, rules, pairs),
            *(
                row
                for measure in every
                if measure.name in as_rows
                for row in band_rows(measure, groups, weights[measure.name], rules.bands[measure.name])
            ),
            *medians(shared, rules, groups, weights),
        ),
        limits=limits(book, units, len(team), rules),
        eligibility=who,
        costs=of_levels[0][0],
        notes=notes,
        distances=distances,
        by_plan=groups.by_plan,
        left_out=(*left_out, *(each for _, without_data in of_levels for each in without_data)),
    )
