"""Which model to take: stated rules, one after the other, each with the figures that decided it.

1. Only plans that keep every rule of their own model.
2. Where the scenario says what it wants of a plan besides, only plans that have it.
3. Of these, only plans whose goal on the yardstick is within the margin of the best (level by level of one in order);
   what the scenario weighs with the goal is added to its first level.
4. Of these, those that keep most potential with its owner, within the tie.
5. Of these, those with most potential in skilled hands, within the tie.
6. Of these, the least goal; where that is the same, the one that was named first.

A rule that has no data is passed over, and says so; without wishes there is no second. The rules end when one plan is
left.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scenarios.compare.measures.measure import Row, number, tied
from scenarios.compare.standing import Standing
from scenarios.compare.wishes import SHARES, Wishes, asked_for, lacking, row_of
from scenarios.reports.wording import share

MARGIN = 0.02
"""How much worse than the best goal, relative to it, a plan may be for the tie-breaks to decide: about what runs of one
model differ by."""
TIE = 0.005
"""Half a point of potential: what no planner would choose a model for."""


USUAL = {
    "continuity": "most potential that keeps its owner",
    "expertise": "most potential with a rep who is skilled for it",
}
"""Of rules that have no data."""


@dataclass(frozen=True)
class Settings:
    """margin : relative to the best goal. tie : as a share of potential. wishes : of the scenario."""

    margin: float = MARGIN
    tie: float = TIE
    wishes: Wishes = field(default_factory=Wishes)


@dataclass(frozen=True)
class Step:
    """One rule: what it says, the figures that decided it, who is left, and why the others are not."""

    rule: str
    figures: str
    left: tuple[str, ...]
    out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Recommendation:
    """name : the model; None when no plan keeps the rules of its model, and then `nearest` breaks them least, or none
    has what the scenario asks for, and then `nearest` comes nearest to it.

    costs : what others are better at. frontier : who is beaten by nobody in goal, expertise and continuity. exchanges :
    what each of the others buys and costs. proven, open : what is proven about the choice, and what is not.
    """

    name: str | None
    nearest: str | None
    steps: tuple[Step, ...]
    costs: tuple[str, ...] = ()
    frontier: tuple[str, ...] = ()
    exchanges: tuple[str, ...] = ()
    proven: tuple[str, ...] = ()
    open: tuple[str, ...] = ()

    @property
    def headline(self) -> str:
        if self.name is not None:
            place = len(self.steps)
            return f"Recommended: {self.name}. Decided by rule {place}: {self.steps[-1].rule}"
        if self.nearest is None:
            return "No model has a plan; nothing can be recommended."
        if self.steps[0].left:
            said = "No plan that keeps its rules has what the scenario asks for under compare; none is recommended."
            return f"{said} {self.nearest} comes nearest."
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
    if settings.wishes.limits:
        steps.append(_wanted(rows, values, settings.wishes, steps[0].left))
        if not steps[-1].left:
            return Recommendation(None, _nearest_wish(rows, values, settings.wishes, steps[0].left), tuple(steps))
    for rule in _rules(rows, values, settings):
        if len(steps[-1].left) == 1:
            break
        steps.append(rule(steps[-1].left))
    return Recommendation(steps[-1].left[0], None, tuple(steps))


def _keeps_rules(standings: Sequence[Standing]) -> Step:
    out = {each.name: each.why_none or _why_broken(each) for each in standings if not each.feasible}
    left = tuple(each.name for each in standings if each.feasible)
    figures = f"{len(left)} of {len(standings)} keep every rule"
    return Step("only plans that keep every rule of their own model", figures, left, out)


def _why_broken(standing: Standing) -> str:
    run = standing.contender
    if not run.impossible:
        return f"breaks its own rules: {standing.broken[0]}"
    relaxed = run.result is not None and run.result.relaxed is not None
    shown = "the plan shown breaks nothing but bands" if relaxed else "the nearest breaks its own rules"
    return f"no plan keeps its rules, which is proven; {shown}: {standing.broken[0]}"


def _nearest(standings: Sequence[Standing]) -> str | None:
    planned = [each for each in standings if each.planned]
    least = min(planned, key=lambda each: each.breaches, default=None)
    return None if least is None else least.name


Rule = Callable[[tuple[str, ...]], Step]
Values = Mapping[str, Mapping[str, object]]


def _wanted(rows: Sequence[Row], values: Values, wishes: Wishes, left: tuple[str, ...]) -> Step:
    """What the scenario asks of every plan."""
    rules, figures, out = [], [], dict[str, str]()
    for name, limit, row in asked_for(wishes, rows):
        sign = "≥" if name in SHARES else "≤"
        rules.append(f"{row.measure.name} {sign} {row.measure.say(limit)}")
        found = _numbers(values, row.measure.key, left)
        figures.append(", ".join(f"{each} {row.measure.say(found.get(each))}" for each in left))
        for each in left:
            if each not in found or lacking(name, found[each], limit):
                said = (
                    f"{row.measure.name} {row.measure.say(found.get(each))}, asked for {sign} {row.measure.say(limit)}"
                )
                out[each] = f"{out[each]}; {said}" if each in out else said
    kept = tuple(each for each in left if each not in out)
    return Step(f"the scenario asks for {' and '.join(rules)}", "; ".join(figures), kept, out)


def _nearest_wish(rows: Sequence[Row], values: Values, wishes: Wishes, left: tuple[str, ...]) -> str:
    def short(each: str) -> float:
        found = [
            (name, limit, _numbers(values, row.measure.key, (each,)).get(each))
            for name, limit, row in asked_for(wishes, rows)
        ]
        return sum(1.0 if value is None else lacking(name, value, limit) for name, limit, value in found)

    return min(left, key=short)


def _rules(rows: Sequence[Row], values: Values, settings: Settings) -> Iterator[Rule]:
    goals = list(_goals(rows, values, settings.wishes))
    for goal in goals:
        yield _near(goal, settings.margin)
    for name in ("continuity", "expertise"):
        said = row_of(rows, name)
        words = USUAL[name] if said is None else f"most {said.measure.name}"
        yield _most("" if said is None else said.measure.key, words, values, settings.tie)
    yield _least(goals)


@dataclass(frozen=True)
class _Goal:
    """A goal (of one in order a level), with what the scenario weighs in with it. of : the plans left → figures."""

    name: str
    of: Callable[[tuple[str, ...]], dict[str, float]]


def _goals(rows: Sequence[Row], values: Values, wishes: Wishes) -> Iterator[_Goal]:
    """The levels of the goal, most important first; wishes are weighed in with the first."""
    more = _weighed(rows, values, wishes)
    for row in rows:
        if row.measure.key.startswith("objective"):
            yield _Goal(" + ".join([row.measure.name, *more]), _figured(values, row.measure.key, tuple(more.values())))
            more = {}


def _figured(
    values: Values, key: str, more: Sequence[Callable[[str], float]]
) -> Callable[[tuple[str, ...]], dict[str, float]]:
    return lambda left: {
        each: value + sum(of(each) for of in more) for each, value in _numbers(values, key, left).items()
    }


def _weighed(rows: Sequence[Row], values: Values, wishes: Wishes) -> dict[str, Callable[[str], float]]:
    """What is added to the goal of a plan, in words → how much."""
    found: dict[str, Callable[[str], float]] = {}
    for name, weight in wishes.weights.items():
        row = row_of(rows, name)
        if row is not None and weight:
            found[f"{weight:g} × (1 − {row.measure.name})"] = _lack(values, row.measure.key, weight)
    return found


def _lack(values: Values, key: str, weight: float) -> Callable[[str], float]:
    return lambda each: weight * (1.0 - _numbers(values, key, (each,)).get(each, 0.0))


def _near(goal: _Goal, margin: float) -> Rule:
    name = goal.name

    def rule(left: tuple[str, ...]) -> Step:
        goals = goal.of(left)
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


def _least(levels: Sequence[_Goal]) -> Rule:
    def rule(left: tuple[str, ...]) -> Step:
        kept = list(left)
        for level in levels:
            goals = level.of(tuple(kept))
            kept = [each for each in kept if tied(goals[each], min(goals.values()))]
        first = kept[0]
        same = "; the same goal, so the one named first" if len(kept) > 1 else ""
        said = ", ".join(f"{each} {level.of(left)[each]:.4f}" for level in levels for each in left)
        out = {
            each: f"a higher goal than {first}, and no rule before tells them apart" for each in left if each != first
        }
        out |= dict.fromkeys(kept[1:], f"all alike; {first} was named first")
        return Step("the least goal", f"{said or 'there is no goal'}{same}", (first,), out)

    return rule


def _numbers(values: Values, key: str, left: tuple[str, ...]) -> dict[str, float]:
    found = {each: number(values.get(key, {}).get(each)) for each in left}
    return {each: value for each, value in found.items() if value is not None}
