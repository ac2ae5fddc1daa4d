"""Pairs that the table of distances lacks where no straight line may stand in for them."""

from solver.book import Bools
from solver.errors import listed
from solver.intake.case import Case
from solver.intake.distances import ACCOUNT


def unlisted(case: Case) -> None:
    """Pairs that a table without a straight line must have, and has not: one error for all of them."""
    table, problem = case.problem.distances, case.problem
    if table is None or table.straight_line is not None or case.findings.about("distances"):
        return
    column = problem.rules.distances_by or ACCOUNT
    nowhere, lacking = table.without_place(), table.lacking()
    if not nowhere.any() and not len(lacking):
        return
    said = []
    if nowhere.any():
        accounts = [str(id_) for id_ in problem.book.ids[nowhere]]
        said.append(f"there is no row about {_count(nowhere)}: {listed(accounts)}")
    if len(lacking):
        shown = [f"{table.names[key // table.reps]} and {problem.team.ids[key % table.reps]}" for key in lacking[:3]]
        more = f" and {len(lacking) - 3:,} more" if len(lacking) > 3 else ""
        said.append(f"{len(lacking):,} pairs of {column} and rep are not listed: {', '.join(shown)}{more}")
    fix = "add them, or write straight_line: 1.3, which takes them from the straight line × 1.3"
    if table.unit != "km":
        fix = "add them, or write straight_line: 1.2, which takes 1.2 minutes for each km of the straight line"
    case.findings.error("unlisted-pairs", "; ".join(said), fix=fix, table="distances")


def _count(which: Bools) -> str:
    number = int(which.sum())
    return f"{number:,} account{'' if number == 1 else 's'}"
