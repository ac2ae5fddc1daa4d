"""What the rows say in words, by rules that are stated with them."""

from collections.abc import Iterator, Mapping
from math import isclose, nan
from typing import Literal

from benchmarks.models.moves import OVER
from benchmarks.models.runs import PEERS
from benchmarks.models.tally import Tally
from solver.errors import listed

CLEAR = 0.01
"""A goal is better or worse when it differs by more than this, as a share of the other's, in every seed."""
IMPOSSIBLE = ("INFEASIBLE", OVER)
Verdict = Literal["better", "worse", "even", "alone", "without", "neither"]


def verdict(ours: Tally, theirs: Tally) -> tuple[Verdict, float]:
    """How our goal stands to theirs, and (theirs − ours) ÷ theirs on average over the seeds that both have.

    alone : only we keep our rules in some seed; without : only they; neither : no seed that both have, and not that.
    """
    one, other = ours.by_seed("objective"), theirs.by_seed("objective")
    common = sorted(one.keys() & other.keys())
    if not common:
        return ("alone" if one and not other else "without" if other and not one else "neither"), 0.0
    lead = [(other[seed] - one[seed]) / other[seed] for seed in common]
    mean = sum(lead) / len(lead)
    if min(lead) > CLEAR:
        return "better", mean
    return ("worse" if max(lead) < -CLEAR else "even"), mean


def proven(ours: Tally, theirs: Tally) -> bool:
    """Whether in every seed that both have no plan of the other model can be as good as ours: its bound is above.

    A bound is on the goal of the model itself; where that differs from the yardstick's, it says nothing here.
    """
    one, other = ours.by_seed("objective"), theirs.by_seed("objective")
    own, bound = theirs.by_seed("own_objective"), theirs.by_seed("bound")
    common = one.keys() & other.keys()
    same = all(isclose(own.get(seed, nan), other[seed], rel_tol=1e-9) for seed in common)
    return bool(common) and same and all(seed in bound and bound[seed] > one[seed] for seed in common)


def against(hybrid: Tally, other: Tally) -> str:
    """`goal 12.3 % worse (proven), expertise +35 points`."""
    how, lead = verdict(hybrid, other)
    words = {
        "alone": "only the hybrid has a plan",
        "without": "the hybrid has no plan",
        "neither": "no plan to compare",
    }
    if how in words:
        return words[how]
    sure = proven(hybrid, other) if how == "better" else proven(other, hybrid) if how == "worse" else False
    text = f"goal {abs(lead):.1%} {how}" if how != "even" else f"goal even ({lead:+.1%})"
    text += " (proven)" if sure else ""
    if skill := _paired(hybrid, other, "expertise"):
        text += f", expertise {100 * sum(one - two for one, two in skill) / len(skill):+.0f} points"
    if way := _paired(hybrid, other, "travel"):
        text += f", travel {sum(one / two - 1 for one, two in way) / len(way):+.0%}"
    return text.replace("%", " %")


def _paired(ours: Tally, theirs: Tally, key: str) -> list[tuple[float, float]]:
    """A figure of both, in the seeds that both have."""
    one, other = ours.by_seed(key), theirs.by_seed(key)
    return [(one[seed], other[seed]) for seed in sorted(one.keys() & other.keys())]


def sentences(known: Mapping[str, Tally], question: str) -> Iterator[str]:
    """Who keeps the rules, who has the best goal, how the hybrid stands; peer groups against the whole team."""
    able = {run: tally for run, tally in known.items() if tally.kept and PEERS not in run}
    none = {run: tally for run, tally in known.items() if not tally.kept and PEERS not in run}
    impossible = [run for run, tally in none.items() if all(row.status in IMPOSSIBLE for row in tally.rows)]
    others = [run for run in none if run not in impossible]
    if impossible:
        limit = " within the limit" if question == "limit" else ""
        yield f"Proven to have no plan{limit} in any seed: {listed(impossible)}."
    if others:
        yield f"Without a plan that keeps the rules in any seed, not proven: {listed(others)}."
    if able:
        best = min(able, key=lambda run: able[run].mean("objective") or float("inf"))
        skilled = max(able, key=lambda run: able[run].mean("expertise") or 0.0)
        yield f"Best goal: {best} ({able[best].plain('objective')}); " + (
            f"most expertise: {skilled} ({able[skilled].share('expertise')})."
        )
    if "hybrid" in able:
        yield from _hybrid(able)
    for run in ("vertical", "segment"):
        yield from _peers(known, run)


def _hybrid(able: Mapping[str, Tally]) -> Iterator[str]:
    """The hybrid against the pure models."""
    stands: dict[str, list[str]] = {}
    for run, tally in able.items():
        if run not in ("hybrid", "open"):
            stands.setdefault(verdict(able["hybrid"], tally)[0], []).append(run)
    words = {"better": "a better goal than", "worse": "a worse goal than", "even": "the same goal, nearly, as"}
    parts = [f"{text} {listed(stands[how])}" for how, text in words.items() if how in stands]
    if parts:
        yield f"The hybrid has {', '.join(parts)}."


def _peers(known: Mapping[str, Tally], run: str) -> Iterator[str]:
    """Whether peer groups make a model possible."""
    whole, peers = known.get(run), known.get(f"{run}{PEERS}")
    ran = peers is not None and any(row.status != "NOT RUN" for row in peers.rows)
    if whole and peers and ran and peers.kept != whole.kept:
        yield (
            f"{run.capitalize()}: {whole.kept} of {whole.count} seeds with the bands over the whole team, "
            f"{peers.kept} of {peers.count} with peer groups."
        )
