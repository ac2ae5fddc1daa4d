"""Does a plan keep every rule? Each rule is computed again from the input tables; every breach is reported."""

from collections.abc import Callable

from solver.book import Ints
from solver.judge import balance, concentration, disruption, order, ownership
from solver.judge.measures import Measures, known, measure
from solver.judge.violation import Violation
from solver.problem import Problem

Rule = Callable[[Problem, Ints, Measures], list[Violation]]

RULES: tuple[Rule, ...] = (
    ownership.owned_once,
    ownership.units_whole,
    ownership.pinned,
    ownership.pinned_by_flag,
    ownership.not_this_rep,
    ownership.not_allowed,
    ownership.listed_only,
    ownership.served,
    ownership.one_piece,
    balance.bands,
    balance.capacity,
    balance.account_caps,
    balance.named_caps,
    balance.per_rep,
    concentration.top_five_cap,
    disruption.reassigned_accounts,
    disruption.reassigned_potential,
    disruption.lost_per_rep,
    order.earlier_levels,
)
"""Every hard rule, in the order in which breaches are reported."""


def check(problem: Problem, rep_of_account: Ints, measures: Measures | None = None) -> tuple[Violation, ...]:
    """Every rule that the plan breaks; empty when it keeps them all.

    rep_of_account : (A,) rep index, −1 = nobody. `measures` of the same plan save computing them again.
    Raises ValueError when the plan is not one entry per account.
    """
    rep = known(problem, rep_of_account)
    found = measures or measure(problem, rep)
    strangers = ownership.unknown_reps(problem, rep_of_account)
    return (*strangers, *(violation for rule in RULES for violation in rule(problem, rep, found)))
