"""Which model to take: stated rules, one after the other, each with the figures that decided it.

1. Only plans that keep every rule of their own model.
2. Of these, only plans whose goal on the yardstick is within the margin of the best (level by level of one in order).
3. Of these, those that keep most potential with its owner, within the tie.
4. Of these, those with most potential in skilled hands, within the tie.
5. Of these, the least goal; where that is the same, the one that was named first.

A rule that has no data is passed over, and says so. The rules end when one plan is left.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scenarios.compare.measures.measure import Row, tied
from scenarios.compare.standing import Standing
from scenarios.reports.wording import counted, share

MARGIN = 0.02
"""How much worse than the best goal, relative to it, a plan may be for the tie-breaks to decide: about what runs of one
model differ by."""
TIE = 0.005
"""Half a point of potential: what no planner would choose a model for."""


@dataclass(frozen=True)
class Settings:
    """margin : relative to the best goal. tie : as a share of potential."""

    margin: float = MARGIN
    tie: float = TIE


@dataclass(frozen=True)
class Step:
    """One rule: what it says, the figures that decided it, who is left, and why the others are not."""

    rule: str
    figures: str
    left: tuple[str, ...]
    out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Recommendation:
    """name : the model; None when no plan keeps the rules of its model, and then `nearest` breaks them least.

    costs : what others are better at. proven, open : what is proven about the choice, and what is not.
    """

    name: str | None
    nearest: str | None
    steps: tuple[Step, ...]
    costs: tuple[str, ...] = ()
    proven: tuple[str, ...] = ()
    open: tuple[str, ...] = ()

    @property
    def headline(self) -> str:
        if self.name is not None:
            place = len(self.steps)
            return f"Recommended: {self.name}. Decided by rule {place}: {self.steps[-1].rule}"
        if self.nearest is None:
            return "No model has a plan; nothing can be recommended."
        return f"No plan keeps the rules of its model; none is recommended. {self.nearest} breaks them least."

    def why_not(self, name: str) -> str:
        """Why a model is not the one; empty for the one that is."""
        return next((step.out[name] for step in self.steps if name in step.out), "")


def decide(standings: Sequence[Standing], rows: Sequence[Row], settings: Settings) -> Recommendation:
    """Apply the rules. `rows` : the measures, their values in the order of `standings`."""
    values = {row.measure.key: dict(zip((each.name for each in standings), row.values, strict=True)) for row in rows}
    steps = [_keeps_rules(standings)]
    if not steps[0].left:
        return Recommendation(None, _nearest(standings), tuple(steps))
    for rule in _rules(rows, values, settings):
        if len(steps[-1].left) == 1:
            break
        steps.append(rule(steps[-1].left))
    return Recommendation(steps[-1].left[0], None, tuple(steps))


def _keeps_rules(standings: Sequence[Standing]) -> Step:
    out = {each.name: each.why_none or _why_broken(each) for each in standings if not each.feasible}
    left = tuple(each.name for each in standings if each.feasible)
    figures = f"{len(left)} of {counted(len(standings), 'model')} keep every rule"
    return Step("only plans that keep every rule of their own model", figures, left, out)


def _why_broken(standing: Standing) -> str:
    proven = "no plan keeps its rules, which is proven; the nearest " if standing.contender.impossible else ""
    return f"{proven}breaks its own rules: {standing.broken[0]}"


def _nearest(standings: Sequence[Standing]) -> str | None:
    planned = [each for each in standings if each.planned]
    least = min(planned, key=lambda each: each.breaches, default=None)
    return None if least is None else least.name


Rule = Callable[[tuple[str, ...]], Step]
Values = Mapping[str, Mapping[str, object]]


def _rules(rows: Sequence[Row], values: Values, settings: Settings) -> Iterator[Rule]:
    for row in rows:
        if row.measure.key.startswith("objective"):
            yield _goal(row, values, settings.margin)
    for key, words in (
        ("continuity_potential", "most potential that keeps its owner"),
        ("expertise", "most potential with a rep who is skilled for it"),
    ):
        yield _most(key, words, values, settings.tie)
    yield _least_goal(rows, values)


def _goal(row: Row, values: Values, margin: float) -> Rule:
    key, name = row.measure.key, row.measure.name

    def rule(left: tuple[str, ...]) -> Step:
        goals = _numbers(values, key, left)
        best = min(goals.values())
        kept = {each for each, value in goals.items() if value <= best + margin * abs(best) or tied(value, best)}
        over = {each: _over(value, best) for each, value in goals.items()}
        words = f"{name} within {share(margin)} of the best"
        out = {each: f"{name} {goals[each]:.4f}, {over[each]}" for each in left if each not in kept}
        figures = ", ".join(f"{each} {goals[each]:.4f} ({over[each]})" for each in left)
        return Step(words, figures, tuple(each for each in left if each in kept), out)

    return rule


def _over(value: float, best: float) -> str:
    if tied(value, best):
        return "the best"
    return f"{share((value - best) / abs(best), 2)} above the best" if best else "above the best, which is 0"


def _most(key: str, words: str, values: Values, tie: float) -> Rule:
    def rule(left: tuple[str, ...]) -> Step:
        shares = _numbers(values, key, left)
        if len(shares) < len(left):
            return Step(f"{words}, within {100 * tie:g} points", "passed over: there are no figures for it", left)
        best = max(shares.values())
        kept = tuple(each for each in left if shares[each] >= best - tie or tied(shares[each], best - tie))
        out = {each: f"{words}: {share(shares[each])} against {share(best)}" for each in left if each not in kept}
        figures = ", ".join(f"{each} {share(shares[each])}" for each in left)
        return Step(f"{words}, within {100 * tie:g} points", figures, kept, out)

    return rule


def _least_goal(rows: Sequence[Row], values: Values) -> Rule:
    keys = [row.measure.key for row in rows if row.measure.key.startswith("objective")]

    def rule(left: tuple[str, ...]) -> Step:
        kept = list(left)
        for key in keys:
            goals = _numbers(values, key, tuple(kept))
            kept = [each for each in kept if tied(goals[each], min(goals.values()))]
        first = kept[0]
        same = "; the same goal, so the one named first" if len(kept) > 1 else ""
        said = ", ".join(f"{each} {_numbers(values, key, left)[each]:.4f}" for key in keys for each in left)
        out = {
            each: f"a higher goal than {first}, and no rule before tells them apart" for each in left if each != first
        }
        out |= dict.fromkeys(kept[1:], f"all alike; {first} was named first")
        return Step("the least goal", f"{said or 'there is no goal'}{same}", (first,), out)

    return rule


def _numbers(values: Values, key: str, left: tuple[str, ...]) -> dict[str, float]:
    found = {each: values.get(key, {}).get(each) for each in left}
    return {each: float(value) for each, value in found.items() if isinstance(value, (int, float)) and value == value}
