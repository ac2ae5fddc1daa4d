"""The verbs that look and do not solve: validate, grade, check, schema."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.cli.exits import Exit
from scenarios.cli.screen import Screen, as_rows

if TYPE_CHECKING:
    from scenarios.files.load import Inputs
    from solver.problem import Problem


def load(screen: Screen, scenario: Path, overrides: dict[str, Any]) -> tuple["Inputs", "Problem"]:
    """Read a scenario and say what is worth knowing; raises `InputError` with everything that is wrong."""
    from scenarios.designs.stated import problem_of
    from scenarios.files.load import read

    inputs = read(scenario, overrides)
    problem = problem_of(inputs)
    if inputs.scenario.extras:
        from scenarios.levels.run import rehearse

        rehearse(inputs, problem)
    screen.findings([*inputs.findings, *problem.notes])
    return inputs, problem


def validate(screen: Screen, scenario: Path) -> Exit:
    """List every finding; exit code 2 when one of them is an error."""
    inputs, problem = load(screen, scenario, {})
    amounts = totals(problem)
    said = f"{inputs.scenario.name}: {len(problem.book):,} accounts, {problem.reps:,} reps"
    said += "".join(f", {total:,.0f} {name}" for name, total in amounts.items())
    screen.say(said, "bold")
    screen.say("no errors: the scenario can be solved", "green")
    screen.document(
        {
            "ok": True,
            "exit_code": int(Exit.OK),
            "name": inputs.scenario.name,
            "accounts": len(problem.book),
            "reps": problem.reps,
            "totals": amounts,
            "files": dict(inputs.files),
            "fingerprint": problem.fingerprint,
            "findings": as_rows([*inputs.findings, *problem.notes]),
        }
    )
    return Exit.OK


def totals(problem: "Problem") -> dict[str, float]:
    """Measure → what the book has of it, in the measure's unit."""
    from solver.judge.yardstick import amounts

    if not problem.by_plan:
        return {measure.name: float(measure.share.sum()) for measure in problem.measures}
    return {name: float(amounts(problem, name).sum()) for name in problem.rules.measures()}


def grade(screen: Screen, scenario: Path) -> Exit:
    """Judge today's owners."""
    from scenarios.cli.scores import show_broken, show_scorecard
    from solver.errors import Finding, InputError
    from solver.judge.check import check
    from solver.judge.scorecard import scorecard, todays_owners

    inputs, problem = load(screen, scenario, {})
    if not problem.book.owned.any():
        fix = "add the column current_owner, or name yours: columns: {accounts: {current_owner: <your header>}}"
        raise InputError([Finding("no-owners", "no account has an owner today", fix, inputs.words.names["accounts"])])
    owners = todays_owners(problem)
    card, broken = scorecard(problem, owners), check(problem, owners)
    show_scorecard(screen, problem, card)
    screen.say()
    show_broken(screen, "today's owners", broken)
    screen.document(
        {
            "ok": True,
            "exit_code": int(Exit.OK),
            "scorecard": card.to_json(),
            "broken_rules": [{"rule": each.rule, "message": each.message, "ids": each.ids} for each in broken],
            "findings": as_rows([*inputs.findings, *problem.notes]),
        }
    )
    return Exit.OK


def check(screen: Screen, folder: Path, scenario: Path | None) -> Exit:
    """Verify a result folder; exit code 5 when it has a fault."""
    from scenarios.audit import audit
    from scenarios.files.folder import COMPARISON, SWEEP, TERRITORIES
    from solver.errors import Finding, InputError

    if (folder / TERRITORIES.mark).is_file():
        return _check_territories(screen, folder, scenario)
    other = next((kind for kind in (COMPARISON, SWEEP) if (folder / kind.mark).is_file()), None)
    if other is not None:
        written = f"one of its results: {folder}/01" if other is SWEEP else "one that faircarve solve has written"
        raise InputError(
            [Finding("not-a-result", f"the folder holds a {other.name}, not a result", f"name {written}", str(folder))]
        )
    found = audit(folder, scenario)
    code = Exit.OK if found.ok else Exit.CHECK_FAILED
    if found.ok:
        screen.say(f"{folder}: verified, every rule holds and every figure agrees", "green")
        screen.say(f"Territory model: {found.model}.")
        for sentence in found.proof.said:
            screen.say(sentence)
    for fault in found.faults:
        screen.aside(f"fault: {fault}", "red")
    if not found.ok:
        screen.aside(f"{folder}: {len(found.faults)} fault{'s' * (len(found.faults) != 1)}", "bold red")
    screen.document(
        {
            "ok": found.ok,
            "exit_code": int(code),
            "model": found.model,
            "faults": [str(fault) for fault in found.faults],
            "price_bound": found.proof.bound,
            "proof": list(found.proof.said),
        }
    )
    return code


def _check_territories(screen: Screen, folder: Path, scenario: Path | None) -> Exit:
    """Verify a folder that seedless has written."""
    from scenarios.audit.territories import check_territories

    found = check_territories(folder, scenario)
    code = Exit.OK if found.ok else Exit.CHECK_FAILED
    if found.ok:
        screen.say(f"{folder}: verified, every rule holds and every figure agrees", "green")
        for sentence in found.said:
            screen.say(sentence)
    for fault in found.faults:
        screen.aside(f"fault: {fault}", "red")
    faults = [str(fault) for fault in found.faults]
    screen.document({"ok": found.ok, "exit_code": int(code), "faults": faults, "proof": list(found.said)})
    return code


def schema(screen: Screen, of_sweep: bool) -> Exit:
    """Print the JSON schema of a scenario, or of a sweep."""
    from scenarios.files.schema import json_schema
    from scenarios.files.sweep_schema import sweep_schema

    screen.document(sweep_schema() if of_sweep else json_schema())
    return Exit.OK
