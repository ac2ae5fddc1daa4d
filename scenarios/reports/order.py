"""A goal in order, level by level, and the fewest moves."""

import math
from collections.abc import Iterator

from scenarios.reports.wording import amount, at_most, counted, plain, share
from solver.levels import WHOLE_ACCOUNT
from solver.problem import Problem
from solver.result import LevelResult, Result


def level_by_level(result: Result) -> list[str]:
    """One line a level with its bound, and what the bound depends on."""
    return [f"{place}. {plain(name(level))}: {line(level)}" for place, level in enumerate(result.levels, start=1)]


def name(level: LevelResult) -> str:
    """`potential`, or `5 × potential + 1 × travel`."""
    weights = level.weights
    return next(iter(weights)) if len(weights) == 1 else " + ".join(f"{w:g} × {term}" for term, w in weights.items())


def line(level: LevelResult) -> str:
    """What the plan has at a level and what is proven about it."""
    has = f"{level.objective:.6g}"
    if level.bound is None:
        return f"{has}; it was not looked at before the run ended"
    if level.proven:
        text = f"{has}, proven to be the least"
    elif level.gap is not None and math.isfinite(level.gap):
        text = f"{has}; none can be below {level.bound:.6g} (gap {at_most(level.gap)})"
    else:
        text = f"{has}; none can be below {level.bound:.6g}"
    return text + _condition(level)


def _condition(level: LevelResult) -> str:
    """The bound of a level is for plans as good at the levels before; it matters where those are not proven."""
    if not level.conditional:
        return ""
    numbers = " and ".join(str(number) for number in level.conditional)
    one = len(level.conditional) == 1
    which = f"level {numbers}, which is" if one else f"levels {numbers}, which are"
    return f" – conditional on {which} not proven: it holds for plans as good as this one there"


def fewest_moves(problem: Problem, level: LevelResult) -> str:
    """`At least 37 accounts must change owner by choice; this plan moves 39.`; empty for other levels."""
    counted_terms = [term for term, weight in level.weights.items() if weight and term in level.terms]
    if level.bound is None or counted_terms not in (["reassigned_accounts"], ["reassigned_potential"]):
        return ""
    term = counted_terms[0]
    value, least = level.terms[term], max(0.0, level.bound / level.weights[term])
    return " ".join(_moves(problem, term, value, least, level.conditional != ()))


def _moves(problem: Problem, term: str, value: float, least: float, conditional: bool) -> Iterator[str]:
    where = " among the plans that are as good at the levels before" if conditional else ""
    if term == "reassigned_accounts":
        owned = int(problem.book.owned.sum())
        moved, fewest = round(value * owned), math.ceil(least * owned - WHOLE_ACCOUNT)
        yield f"At least {counted(fewest, 'account')} must change owner by choice{where}; this plan moves {moved:,}."
        if moved == fewest:
            yield "No plan moves fewer."
        return
    owned_potential = float(problem.book.values["potential"][problem.book.owned].sum())
    moved_amount, least_amount = (f"{share(each, 2)} ({amount(each * owned_potential)})" for each in (value, least))
    yield f"At least {least_amount} of the owned potential must change owner by choice{where}; this plan moves"
    yield f"{moved_amount}."
