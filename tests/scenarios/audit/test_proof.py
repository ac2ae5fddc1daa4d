"""What anyone can compute again is computed again; what is the solver's word is called so; forged prices are found."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scenarios.audit import Audit, audit
from solver.certificate import Certificate, Proves
from solver.judge.certificate import prove
from solver.problem import Problem
from solver.result import Result, Status
from tests.scenarios import written_road as road


@pytest.fixture
def result(tmp_path: Path) -> Path:
    return road.write(tmp_path, road.certified)[0]


def set_to(way: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Put a value, or what a function makes of the old one, at a place such as `opening/culprits/0/ratio`."""

    def change(content: Any) -> None:
        *steps, last = [int(step) if step.isdigit() else step for step in way.split("/")]
        for step in steps:
            content = content[step]
        content[last] = value(content[last]) if callable(value) else value

    return change


def codes(found: Audit) -> set[str]:
    return {fault.code for fault in found.faults}


def test_the_part_that_anyone_can_check_and_the_rest_add_up(result: Path) -> None:
    found = audit(result)
    assert found.ok, found.faults
    content = json.loads((result / "result.json").read_text())
    gap = 1 - found.proof.bound / content["objective"]
    bound, rest = found.proof.said
    assert bound.startswith("Price bound 1.5729, ")
    assert "recomputed from the input files: any plan costs at least that." in bound
    assert f"Gap that anyone can re-check: {100 * gap:.1f}" in bound
    assert "The solver's bound is 2.08981: the last" in rest
    assert f"{100 * (gap - 0.005):.1f}" in rest
    assert "rests on the solver's branching" in rest


def test_a_bound_by_prices_alone_leaves_nothing_to_the_solvers_word(tmp_path: Path) -> None:
    def by_prices(problem: Problem) -> Result:
        found = road.certified(problem)
        assert found.certificate is not None
        return replace(found, bound=found.certificate.bound, stop_reason="time_limit")

    folder, _, _ = road.write(tmp_path, by_prices)
    found = audit(folder)
    assert found.ok, found.faults
    assert found.proof.said[1] == "No part of the bound rests on the solver's word."
    assert "no part of it rests on the solver's word" in (folder / "summary.md").read_text()


def test_without_a_certificate_it_is_said_whose_word_it_is(tmp_path: Path) -> None:
    folder, _, _ = road.write(tmp_path)
    found = audit(folder)
    assert found.ok
    assert found.proof.said == ("The bound 2.08981 rests on the solver's word: no prices prove any of it.",)
    assert found.proof.bound is None


def prices_of(content: dict[str, Any], rule: str) -> dict[str, float]:
    return next(each["prices"] for each in content["prices"] if each["rule"] == rule)


def add(rule: str, kind: str, prices: Any) -> Callable[[dict[str, Any]], None]:
    return lambda content: content["prices"].append({"kind": kind, "rule": rule, "per": "unit", "prices": prices})


FORGED: dict[str, tuple[Callable[[dict[str, Any]], None], str, str]] = {
    "bound raised": (set_to("bound", lambda x: x + 1e-6), "certificate-bound", "it claims a bound of"),
    "bound lowered": (set_to("bound", lambda x: x - 1e-6), "certificate-bound", "its prices prove"),
    "a price changed": (lambda c: prices_of(c, "potential").update(R1=0.21), "certificate-bound", "its prices prove"),
    "a price of an unknown rule": (add("luck", "row", {"R1": 1, "R2": 1}), "certificate-prices", "row luck"),
    "a price of an unknown measure": (add("fame", "measure", {"R1": 1, "R2": 1}), "certificate-prices", "fame"),
    "a rule priced twice": (add("named", "row", {"R1": 1, "R2": 1}), "certificate-prices", "priced twice"),
    "a rep without a price": (lambda c: prices_of(c, "named").pop("R2"), "certificate-prices", "no price for R2"),
    "a rep who is not there": (lambda c: prices_of(c, "named").update(R9=1.0), "certificate-prices", "R9, who is not"),
    "one price for a rule per rep": (set_to("prices/2/prices", 0.1), "certificate-prices", "has 1 prices"),
    "a price that is text": (lambda c: prices_of(c, "named").update(R1="1"), "certificate-malformed", "prices"),
    "a kind that is none": (set_to("prices/0/kind", "wish"), "certificate-malformed", "kind"),
    "no bound": (set_to("bound", None), "certificate-malformed", "bound"),
    "an unknown key": (lambda c: c.update(signed=True), "certificate-malformed", "signed"),
    "an unknown layout": (set_to("format", 3), "certificate-malformed", "layout 3"),
    "no prices": (lambda c: c.pop("prices"), "certificate-malformed", "prices"),
    "another claim": (set_to("proves", "no plan"), "certificate-status", "no plan"),
}


@pytest.mark.parametrize("name", FORGED)
def test_every_forged_certificate_is_found(result: Path, name: str) -> None:
    change, code, said = FORGED[name]
    path = result / "certificate.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    assert "output-changed" in codes(audit(result)), "the hash tells, even when nobody looks at the content"
    road.rehash(result)
    found = audit(result)
    assert "output-changed" not in codes(found)
    assert [fault for fault in found.faults if fault.code == code and said in fault.message], found.faults
    assert all(fault.table == "certificate.json" for fault in found.faults)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", '"0.2"', "null"])
def test_a_price_that_is_no_number_is_a_fault_and_no_crash(result: Path, number: str) -> None:
    path = result / "certificate.json"
    text = path.read_text(encoding="utf-8")
    assert '"R1": 0.2' in text
    path.write_text(text.replace('"R1": 0.2', f'"R1": {number}', 1), encoding="utf-8")
    road.rehash(result)
    assert codes(audit(result)) == {"certificate-malformed"}


def test_a_certificate_that_is_gone_or_that_nobody_knows_is_a_fault(result: Path, tmp_path: Path) -> None:
    kept = (result / "certificate.json").read_bytes()
    (result / "certificate.json").unlink()
    assert "missing-file" in codes(audit(result))
    road.edit(result / "result.json", lambda content: content["outputs"].pop("certificate.json"))
    assert "rests on the solver's word" in audit(result).proof.said[0]
    (result / "certificate.json").write_bytes(kept)
    assert codes(audit(result)) == {"unexpected-file"}


@pytest.mark.parametrize("lower", [None, 0.1])
def test_a_bound_below_what_the_prices_prove_was_not_written_by_the_engine(result: Path, lower: float | None) -> None:
    def change(content: dict[str, Any]) -> None:
        content["bound"] = lower
        content["gap"] = None if lower is None else road.gap_of(content)

    road.edit(result / "result.json", change)
    assert "bound" in codes(audit(result))


def test_prices_of_other_inputs_prove_something_else(result: Path, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text(path.read_text().replace("a3,40.0,-98.0,100", "a3,40.0,-98.0,120"))
    assert "certificate-bound" in codes(audit(result))


def test_out_of_time_the_bound_is_checked_all_the_same(tmp_path: Path) -> None:
    def unknown(problem: Problem) -> Result:
        claim = road.claimed(problem, Certificate(Proves.GOAL, 0.0, road.PRICES))
        late = replace(road.conflicting(problem), status=Status.UNKNOWN, stop_reason="time_limit", conflict=())
        return replace(late, bound=claim.bound + 0.5, certificate=claim)

    found = audit(road.write(tmp_path, unknown)[0])
    assert found.ok, found.faults
    assert "any plan costs at least that." in found.proof.said[0]
    assert "what lies between rests on the solver's branching" in found.proof.said[1]


@pytest.fixture
def lopsided(tmp_path: Path) -> Path:
    return road.lopsided(tmp_path)


def test_that_there_is_no_plan_is_recomputed(lopsided: Path) -> None:
    found = audit(lopsided)
    assert found.ok, found.faults
    assert found.proof.said == (
        "No plan keeps all the rules: recomputed from the input files with the prices of the certificate.",
        "Every band must open by at least 46.94 points: recomputed too. "
        "The solver says 61.80: the rest is the solver's word.",
        "That 61.82 points more are enough rests on the solver's word: that plan is not in the folder.",
        "That the rules named as conflicting are the ones rests on the solver's word.",
    )
    page = (lopsided / "summary.md").read_text(encoding="utf-8")
    assert "Anyone can re-check that there is none" in page


def test_without_prices_that_there_is_no_plan_is_the_solvers_word(tmp_path: Path) -> None:
    folder, _, _ = road.write(tmp_path, road.conflicting)
    assert (
        audit(folder).proof.said[0]
        == "That no plan keeps all the rules rests on the solver's word: no prices prove it."
    )
    assert "rests on the solver's word" in (folder / "summary.md").read_text(encoding="utf-8")


def test_prices_that_prove_nothing_are_no_proof_that_there_is_no_plan(lopsided: Path) -> None:
    def weaker(content: dict[str, Any]) -> None:
        content["prices"][0]["prices"] = {"R1": -1.0, "R2": 0.0}

    road.edit(lopsided / "certificate.json", weaker)
    road.rehash(lopsided)
    found = audit(lopsided)
    assert codes(found) == {"certificate-bound"}
    assert found.proof.said[0].startswith("That no plan keeps all the rules rests on the solver's word")


WRONG: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "less than the prices prove": (set_to("opening/reached", 0.4), "opening"),
    "least above reached": (set_to("opening/least", 0.64), "opening"),
    "least below 0": (set_to("opening/least", -0.1), "opening"),
    "a culprit who is not there": (set_to("opening/culprits/0/rep_id", "R9"), "opening"),
    "a culprit without a band": (set_to("opening/culprits/0/measure", "workload"), "opening"),
    "a culprit inside the band": (set_to("opening/culprits/0/ratio", 1.5), "opening"),
    "a culprit of another opening": (set_to("opening/reached", 0.7), "opening"),
    "no number": (set_to("opening/least", "much"), "result-malformed"),
    "a rule that is not there": (set_to("conflict/0", "bands: fame ±10%"), "conflict"),
    "a band that is not there": (set_to("conflict/0", "bands: potential ±30%"), "conflict"),
    "a rule twice": (lambda content: content["conflict"].append(content["conflict"][0]), "conflict"),
}


@pytest.mark.parametrize("name", WRONG)
def test_reasons_that_cannot_be_are_found(lopsided: Path, name: str) -> None:
    change, code = WRONG[name]
    road.edit(lopsided / "result.json", change)
    found = audit(lopsided)
    assert codes(found) == {code}, found.faults


def test_the_nearest_plan_refutes_an_opening_that_is_too_large(lopsided: Path) -> None:
    """The nearest plan, 111222, breaks the band alone: R1 has 300 of 165, 61.82 points over the band."""
    road.edit(lopsided / "result.json", set_to("opening", {"least": 0.6181, "reached": None, "culprits": []}))
    assert audit(lopsided).ok
    road.edit(lopsided / "result.json", set_to("opening/least", 0.6183))
    (fault,) = audit(lopsided).faults
    assert "the nearest plan needs 0.618" in fault.message


def test_a_nearest_plan_that_keeps_every_rule_is_a_contradiction(tmp_path: Path) -> None:
    folder, _, _ = road.write(tmp_path, lambda problem: road.conflicting(problem, road.GOOD))
    assert "status" in codes(audit(folder))


def test_an_opening_or_a_conflict_beside_a_plan_is_a_fault(result: Path) -> None:
    road.edit(result / "result.json", set_to("conflict", [road.CONFLICT[0]]))
    road.edit(result / "result.json", set_to("opening", {"least": 0.1, "reached": None, "culprits": []}))
    assert codes(audit(result)) == {"conflict", "opening"}


def test_the_claim_is_what_the_judge_finds(tmp_path: Path) -> None:
    _, _, problem = road.write(tmp_path, road.certified)
    claim = road.claimed(problem, Certificate(Proves.GOAL, 0.0, road.PRICES))
    assert claim.bound == prove(problem, claim).bound
