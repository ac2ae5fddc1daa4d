"""A contender as the judge sees it: under its own rules, and with the yardstick that is the same for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from scenarios.compare.contender import Contender
from solver.errors import Finding
from solver.judge.verdict import Verdict, of_accounts
from solver.judge.violation import Violation
from solver.judge.yardstick import Yardstick
from solver.problem import Problem


@dataclass(frozen=True)
class Standing:
    """own : the judge's word under the rules of the model. common : on the yardstick. Both None without a plan."""

    contender: Contender
    own: Verdict | None
    common: Verdict | None

    @property
    def name(self) -> str:
        return self.contender.name

    @property
    def planned(self) -> bool:
        """Whether there is a plan, kept rules or not."""
        return self.own is not None

    @property
    def feasible(self) -> bool:
        """Whether there is a plan that keeps every rule of its own model."""
        return self.own is not None and self.own.ok

    @property
    def breaches(self) -> tuple[int, float]:
        """How many places break the own rules, and how far the worst goes beyond."""
        found = () if self.own is None else self.own.violations
        return len(found), max(map(excess, found), default=0.0)

    @property
    def broken(self) -> tuple[str, ...]:
        """What the plan breaks of its own rules: a sentence a rule, the largest breach first."""
        return () if self.own is None else rule_by_rule(self.own.violations)

    @property
    def why_none(self) -> str:
        """Why there is no plan, in words; empty when there is one."""
        if self.planned:
            return ""
        run = self.contender
        if run.failed:
            return "not run: " + "; ".join(map(_with_fix, run.failed))
        if run.impossible:
            return "no plan keeps its rules; this is proven"
        return "no plan was found in time"


def _with_fix(finding: Finding) -> str:
    """What is wrong, and what to do about it."""
    return f"{finding.message} ({finding.fix})" if finding.fix else finding.message


def judged(contender: Contender, yardstick: Problem, facts: Yardstick) -> Standing:
    """Both verdicts. `facts` : those of the yardstick. Raises ValueError when the plan is not one rep per account."""
    if contender.rep is None:
        return Standing(contender, None, None)
    common = of_accounts(yardstick, contender.rep, facts)
    own = common if contender.problem is yardstick else of_accounts(contender.problem, contender.rep)
    return Standing(contender, own, common)


def rule_by_rule(violations: Sequence[Violation]) -> tuple[str, ...]:
    """One sentence a rule: its largest breach, and how many more there are; the rules by their largest breach."""
    ranked = sorted(violations, key=lambda violation: -excess(violation))
    rules = dict.fromkeys(violation.rule for violation in ranked)
    return tuple(_said([each for each in ranked if each.rule == rule]) for rule in rules)


def excess(violation: Violation) -> float:
    """How far a breach goes beyond what its rule allows, as a share of that (of 1 where it allows nothing)."""
    beyond = abs(violation.amount - violation.limit) / (abs(violation.limit) or 1.0)
    return beyond if isfinite(beyond) else float("inf")


def _said(alike: Sequence[Violation]) -> str:
    more = f" (and {len(alike) - 1} more)" if len(alike) > 1 else ""
    return f"{alike[0].message}{more}"
