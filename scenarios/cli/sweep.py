"""The verb sweep: one scenario with alternatives, all combinations, and the frontier."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from scenarios.cli.exits import Exit
from scenarios.cli.screen import Screen, as_rows
from scenarios.cli.searching import search
from solver.errors import Finding

if TYPE_CHECKING:
    from scenarios.sweep.combination import Combination, Sweep
    from scenarios.sweep.tables import Swept
    from solver.plan import Plan
    from solver.result import Result


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for."""

    path: Path
    jobs: int
    overrides: dict[str, Any]
    out: Path | None
    force: bool


def sweep(screen: Screen, wanted: Wanted) -> Exit:
    """Read every combination, solve them in an order of neighbours, and write tables, page and results."""
    from scenarios.files.folder import SWEEP, refuse
    from scenarios.sweep.combination import expand
    from scenarios.sweep.point import measured
    from scenarios.sweep.run import run
    from scenarios.sweep.story import told
    from scenarios.sweep.tables import Swept

    swept = expand(wanted.path, wanted.overrides)
    name = swept.combinations[0].inputs.scenario.name
    folder = wanted.out or wanted.path.parent / f"{name}-sweep"
    refuse(folder, wanted.force, SWEEP)
    said = _findings(swept)
    screen.findings(said)

    def solver(combination: "Combination", start: "Plan | None") -> "Result":
        assert combination.problem is not None
        return search(screen, combination.problem, combination.inputs.scenario.solve, False, start)

    points = tuple(measured(run(swept, solver, wanted.jobs, screen.aside)))
    found = Swept(name, swept, points, told(swept, points))
    _write(folder, found, wanted.force)
    _show(screen, found, folder)
    code = exit_of(found)
    _document(screen, found, folder, code, said)
    return code


def exit_of(found: "Swept") -> Exit:
    """A plan is a plan, whatever became of the other combinations."""
    from scenarios.sweep.run import proven_none

    if any(each.run.feasible for each in found.points):
        return Exit.OK
    run = [each.run for each in found.points if each.run.combination.problem is not None]
    return Exit.INFEASIBLE if all(map(proven_none, run)) else Exit.NO_PLAN_IN_TIME


def _findings(swept: "Sweep") -> list[Finding]:
    """Combinations have most of their findings in common."""
    every = [each for each in swept.combinations if each.problem is not None]
    found = dict.fromkeys(
        finding
        for each in every
        for finding in (*each.inputs.findings, *(each.problem.notes if each.problem is not None else ()))
    )
    return list(found)


def _write(folder: Path, found: "Swept", force: bool) -> None:
    from scenarios.files.folder import writing
    from scenarios.sweep.write import write

    with writing("sweep", folder):
        write(folder, found, force)


def _show(screen: Screen, found: "Swept", folder: Path) -> None:
    screen.show(_table(found))
    for title, lines in found.story.sections():
        screen.say()
        screen.say(title, "bold")
        for line in lines:
            screen.say(f"  {line}")
    screen.say()
    screen.say(found.story.headline, "bold green" if any(p.run.feasible for p in found.points) else "bold yellow")
    screen.say(f"sweep: {folder} (sweep.html is the one to open first)")


def _table(found: "Swept") -> Table:
    from scenarios.reports.wording import amount, at_most, share
    from scenarios.sweep.combination import spoken

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("", no_wrap=True)
    for factor in found.sweep.factors:
        table.add_column(factor.key, justify="right")
    for head in ("status", "common goal", "gap", "balance", "moved", "travel"):
        table.add_column(head, justify="right")
    for each in found.points:
        result, choice = each.run.result, each.run.combination.choice
        style = "green" if each.undominated else "" if each.run.feasible else "red"
        table.add_row(
            Text(each.name, style),
            *(Text(spoken(choice[factor.key], factor.key)) for factor in found.sweep.factors),
            "NOT RUN" if result is None else str(result.status),
            "–" if each.goal is None else f"{each.goal:.4g}",
            at_most(None if result is None else result.gap),
            share(each.balance),
            amount(each.moved),
            "–" if each.travel is None else f"{each.travel:.3f}",
        )
    return table


def _document(screen: Screen, found: "Swept", folder: Path, code: Exit, findings: list[Finding]) -> None:
    from scenarios.sweep.tables import content

    told = content(found)
    screen.document(
        {"ok": code is Exit.OK, "exit_code": int(code), "sweep": str(folder), **told, "findings": as_rows(findings)}
    )
