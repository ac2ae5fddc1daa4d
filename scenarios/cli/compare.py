"""The verb compare: plans side by side, and which of them to take."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from scenarios.cli.carve import search
from scenarios.cli.exits import Exit
from scenarios.cli.screen import Screen
from solver.errors import Finding, InputError

if TYPE_CHECKING:
    from scenarios.compare.comparison import Comparison
    from scenarios.compare.contender import Contender
    from scenarios.compare.gather import Source


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for. skills : `account column=rep column`."""

    paths: tuple[Path, ...]
    models: str | None
    groups: str | None
    skills: str | None
    jobs: int
    overrides: dict[str, Any]
    out: Path | None
    force: bool


def compare(screen: Screen, wanted: Wanted) -> Exit:
    """Solve the scenarios, read the results, compare them all and write the comparison."""
    from scenarios.compare import comparison
    from scenarios.compare.gather import gather, yardstick_of
    from scenarios.files.folder import COMPARISON, refuse

    serves = _pair(wanted.skills)
    sources = gather(wanted.paths, wanted.overrides)
    first = sources[0]
    folder = wanted.out or first.path.parent / f"{first.inputs.scenario.name}-comparison"
    refuse(folder, wanted.force, COMPARISON)
    groups = _groups(first, wanted.groups)
    # Two scenarios on one book have most of their findings in common.
    said = dict.fromkeys(each for source in sources for each in (*source.inputs.findings, *source.problem.notes))
    screen.findings(list(said))
    contenders = _contenders(screen, wanted, sources)
    found = comparison.compare(
        contenders,
        yardstick_of(first.inputs),
        accounts=first.inputs.accounts,
        reps=first.inputs.reps,
        serves=serves,
        groups=groups,
    )
    _write(folder, found, wanted.force)
    _show(screen, found, folder)
    code = exit_of(found)
    _document(screen, found, folder, code)
    return code


def exit_of(found: "Comparison") -> Exit:
    """A plan that keeps its rules is a plan, whatever became of the others."""
    if any(each.feasible for each in found.standings):
        return Exit.OK
    run = [each for each in found.standings if not each.contender.failed]
    if not run:
        return Exit.INPUT
    return Exit.INFEASIBLE if all(each.contender.impossible for each in run) else Exit.NO_PLAN_IN_TIME


def _contenders(screen: Screen, wanted: Wanted, sources: "list[Source]") -> "list[Contender]":
    from scenarios.compare.run import run, run_models

    def solver(source: "Source") -> Any:
        return search(screen, source.problem, source.inputs.scenario.solve, False)

    if wanted.models is None:
        return run(sources, solver, wanted.jobs, screen.aside)
    if len(sources) > 1:
        fix = "name one scenario, or leave --models out"
        raise InputError([Finding("one-scenario", f"--models runs on one scenario, not on {len(sources)}", fix)])
    models = [name.strip() for name in wanted.models.split(",") if name.strip()]
    return run_models(sources[0].inputs, models, solver, wanted.jobs, screen.aside)


def _pair(skills: str | None) -> dict[str, str] | None:
    """`industry=skills` → the columns to match."""
    if skills is None:
        return None
    ours, _, theirs = (part.strip() for part in skills.partition("="))
    if not ours or not theirs:
        fix = "write the account column, =, and the rep column: --skills industry=skills"
        raise InputError([Finding("skills", f"--skills {skills} names no two columns", fix)])
    return {ours: theirs}


def _groups(source: "Source", column: str | None) -> Any:
    """Rep id → peer group, from a column of the team."""
    reps = source.inputs.reps
    if column is None:
        return None
    if column not in reps:
        fix = f"name one of {', '.join(map(str, reps.columns))}"
        raise InputError([Finding("missing-column", f"there is no column {column}", fix, "reps", column=column)])
    return reps.set_index("rep_id")[column]


def _write(folder: Path, found: "Comparison", force: bool) -> None:
    from scenarios.compare.write import write

    try:
        write(folder, found, force)
    except OSError as error:
        message = f"the comparison cannot be written: {error.strerror or error}"
        raise InputError([Finding("cannot-write", message, "name another folder with --out", str(folder))]) from None


def _show(screen: Screen, found: "Comparison", folder: Path) -> None:
    from scenarios.compare.page.markdown import broken, sections_of

    screen.show(_table(found))
    for note in found.notes:
        screen.say(note, "dim")
    for title, lines in (*broken(found), *sections_of(found.recommendation)):
        screen.say()
        screen.say(title, "bold")
        for line in lines:
            screen.say(f"  {line}")
    screen.say()
    screen.say(found.recommendation.headline, "bold green" if found.best else "bold yellow")
    screen.say(f"comparison: {folder} (comparison.html is the one to open first)")


def _table(found: "Comparison") -> Table:
    from scenarios.compare.page.markdown import marked

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("", no_wrap=True)
    for each in found.standings:
        table.add_column(Text(each.name, "" if each.feasible else "red"), justify="right")
    table.add_column("asked for", justify="right")
    section = ""
    for row in found.rows:
        if section and row.measure.section != section:
            table.add_row()
        section = row.measure.section
        cells = [Text(marked(said, top), "green" if top else "") for said, top in zip(row.said, row.best, strict=True)]
        table.add_row(row.measure.name, *cells, Text(row.measure.target, "dim"))
    return table


def _document(screen: Screen, found: "Comparison", folder: Path, code: Exit) -> None:
    from scenarios.compare.page.tables import content

    screen.document({"ok": code is Exit.OK, "exit_code": int(code), "comparison": str(folder), **content(found)})
