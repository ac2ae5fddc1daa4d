"""certificate.json: the prices behind a bound, written for people and read back for the audit."""

from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from solver.certificate import Certificate, Kind, Proves, RulePrices, Way, WayKind
from solver.judge.scorecard import label
from solver.problem import Problem

CERTIFICATE = "certificate.json"
FORMAT, READABLE = 2, (1, 2)
"""Version of the layout, and those that can be read (1 had no `contiguity`); a reader refuses what it does not know."""
ABOUT = {
    Proves.GOAL: "At these prices no plan that keeps the rules has a goal below the bound. faircarve check computes it "
    "again from the input files; the formula is in docs/certificate.md.",
    Proves.NO_PLAN: "At these prices a plan that keeps the rules would cost at least the bound, though nothing is to "
    "be minimised: there is none. faircarve check computes it again; the formula is in docs/certificate.md.",
}
PER = {
    "capacity": "hour a year",
    "accounts": "account",
    "named": "named account",
    "lost_per_rep": "account kept",
    "reassigned_accounts": "account moved",
    "reassigned_potential": "unit of potential moved",
}
"""Rule → what one price is for."""

Number = Annotated[float, Field(allow_inf_nan=False)]


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    kind: Kind
    rule: str
    per: str
    prices: dict[str, Number] | Number
    """Rep → price, or one price for the whole plan."""


class _Way(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    kind: WayKind
    rep: str
    unit: str | None = None
    around: list[str]
    price: Number


class _Content(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    format: Literal[1, 2]
    about: str
    proves: Literal["goal", "no plan"]
    bound: Number
    prices: list[_Rule]
    contiguity: list[_Way] = []


def content_of(problem: Problem, certificate: Certificate) -> dict[str, Any]:
    """The content of certificate.json, plain values only; rules with an idle price for everybody are left out."""
    ids = [str(id_) for id_ in problem.team.ids]
    rules = [
        {
            "kind": priced.kind,
            "rule": priced.rule,
            "per": f"fair share of {label(priced.rule)}" if priced.kind == "measure" else PER.get(priced.rule, "unit"),
            "prices": _shown(ids, priced),
        }
        for priced in certificate.prices
        if np.any(priced.prices)
    ]
    proves = certificate.proves
    content = {"format": FORMAT, "about": ABOUT[proves], "proves": proves, "bound": certificate.bound, "prices": rules}
    return {**content, "contiguity": [_way(problem, ids, way) for way in certificate.ways]}


def _way(problem: Problem, ids: list[str], way: Way) -> dict[str, Any]:
    target = {"unit": str(problem.unit_ids[way.unit])} if way.unit >= 0 else {}
    around = [str(problem.unit_ids[unit]) for unit in way.around]
    return {"kind": way.kind, "rep": ids[way.rep], **target, "around": around, "price": way.price}


def _shown(ids: list[str], priced: RulePrices) -> dict[str, float] | float:
    # Adding 0 takes the sign off a price of −0, which a reader would wonder about.
    prices = [float(price) + 0.0 for price in priced.prices]
    return prices[0] if priced.kind == "limit" else dict(zip(ids, prices, strict=True))


def certificate_of(content: dict[str, Any], problem: Problem) -> tuple[Certificate | None, list[str]]:
    """The certificate of a content, and what is wrong with it in words; None when it has not that form.

    Reps without a price, and prices of nobody in the team, are said; the former count 0, which leaves the bound valid.
    """
    if content.get("format") not in READABLE:
        return None, [f"the layout {content.get('format')!r} is not known to this version, which reads {READABLE}"]
    try:
        found = _Content.model_validate(content)
    except ValidationError as error:
        return None, [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
    ids = [str(id_) for id_ in problem.team.ids]
    faults: list[str] = []
    prices = tuple(RulePrices(rule.kind, rule.rule, _read(rule, ids, faults)) for rule in found.prices)
    return Certificate(Proves(found.proves), found.bound, prices, _ways(found, problem, ids, faults)), faults


def _ways(found: _Content, problem: Problem, ids: list[str], faults: list[str]) -> tuple[Way, ...]:
    """What is priced of contiguity; a way with a rep or unit that is not there is said and left out."""
    rep_of = {id_: number for number, id_ in enumerate(ids)}
    unit_of = {str(id_): number for number, id_ in enumerate(problem.unit_ids)} if found.contiguity else {}
    ways = []
    for number, way in enumerate(found.contiguity, start=1):
        named = [*way.around, *([] if way.unit is None else [way.unit])]
        strangers = [f"unit {id_}" for id_ in named if id_ not in unit_of]
        strangers += [f"rep {way.rep}"] if way.rep not in rep_of else []
        if strangers:
            faults.append(f"contiguity {number} names what is not in the input: {', '.join(strangers[:3])}")
            continue
        around = tuple(unit_of[id_] for id_ in way.around)
        ways.append(Way(way.kind, rep_of[way.rep], around, -1 if way.unit is None else unit_of[way.unit], way.price))
    return tuple(ways)


def _read(rule: _Rule, ids: list[str], faults: list[str]) -> np.ndarray:
    if not isinstance(rule.prices, dict):
        return np.array([rule.prices])
    for absent in (id_ for id_ in ids if id_ not in rule.prices):
        faults.append(f"{rule.kind} {rule.rule} has no price for {absent}")
    known = set(ids)
    for stranger in (id_ for id_ in rule.prices if id_ not in known):
        faults.append(f"{rule.kind} {rule.rule} has a price for {stranger}, who is not in the team")
    return np.array([rule.prices.get(id_, 0.0) for id_ in ids])
