"""The verb compare: plans side by side, and which of them to take."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from scenarios.cli import cluster
from scenarios.cli.exits import Exit
from scenarios.cli.screen import Screen
from scenarios.cli.searching import search
from solver.errors import Finding, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.compare.comparison import Comparison
    from scenarios.compare.contender import Contender
    from scenarios.compare.gather import Source
    from scenarios.files.load import Inputs


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for. skills : `account column=rep column`."""

    paths: tuple[Path, ...]
    models: str | None
    groups: str | None
    skills: str | None
    jobs: int
    dask: str | None
    reset: bool
    overrides: dict[str, Any]
    out: Path | None
    force: bool


def compare(screen: Screen, wanted: Wanted) -> Exit:
    """Solve the scenarios, read the results, compare them all and write the comparison."""
    from scenarios.compare import comparison
    from scenarios.compare.contender import Contender
    from scenarios.compare.gather import Source, gather, yardstick_of
    from scenarios.compare.recommend import Settings
    from scenarios.compare.run import expertise, wishes_of
    from scenarios.files.folder import COMPARISON, refuse

    serves = _pair(wanted.skills)
    sources = _models(wanted) if wanted.models is not None else gather(wanted.paths, wanted.overrides)
    inputs = _inputs(sources[0], wanted)
    folder = wanted.out or wanted.paths[0].parent / f"{inputs.scenario.name}-comparison"
    refuse(folder, wanted.force, COMPARISON)
    groups = _groups(inputs, wanted.groups)
    # Runs on one book have most of their findings in common.
    ready = [each for each in sources if isinstance(each, Source)]
    said = dict.fromkeys(each for source in ready for each in (*source.inputs.findings, *source.problem.notes))
    screen.findings(list(said))
    yardstick, settings = yardstick_of(inputs), Settings(wishes=wishes_of(inputs.scenario))
    accounts, usual = expertise(inputs)
    tables = {"accounts": accounts, "reps": inputs.reps, "serves": serves or usual, "groups": groups}
    comparison.measurable(yardstick, settings, **tables)
    contenders = _contenders(screen, wanted, sources)
    if wanted.models is not None and (yardstick.book.owner >= 0).any():
        contenders.append(Contender.today(yardstick))
    found = comparison.compare_plans(
        contenders, yardstick, **tables, whale=inputs.scenario.whales.above, settings=settings
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
    run = [each for each in found.standings if each.contender.result is not None]
    if not run:
        return Exit.INPUT
    return Exit.INFEASIBLE if all(each.contender.impossible for each in run) else Exit.NO_PLAN_IN_TIME


def _models(wanted: Wanted) -> "list[Source | Contender]":
    """One scenario under each of the models."""
    from scenarios.compare.run import sources_of
    from scenarios.files.load import read

    if len(wanted.paths) > 1:
        fix = "name one scenario, or leave --models out"
        message = f"--models runs on one scenario, not on {len(wanted.paths)}"
        raise InputError([Finding("one-scenario", message, fix)])
    names = [name.strip() for name in (wanted.models or "").split(",") if name.strip()]
    return sources_of(read(wanted.paths[0], wanted.overrides), names, reset=wanted.reset)


def _inputs(first: "Source | Contender", wanted: Wanted) -> "Inputs":
    """What was read for the first path, as the planner wrote it."""
    from scenarios.compare.gather import Source
    from scenarios.files.load import read

    if wanted.models is None and isinstance(first, Source):
        return first.inputs
    return read(wanted.paths[0], wanted.overrides)


def _contenders(screen: Screen, wanted: Wanted, sources: "Sequence[Source | Contender]") -> "list[Contender]":
    from scenarios.compare.run import run_all

    def solver(source: "Source") -> Any:
        return search(screen, source.problem, source.inputs.scenario.solve, True)

    with cluster.on(wanted.dask):
        return run_all(sources, solver, wanted.jobs, screen.aside)


def _pair(skills: str | None) -> dict[str, str] | None:
    """`industry=skills` → the columns to match."""
    if skills is None:
        return None
    ours, _, theirs = (part.strip() for part in skills.partition("="))
    if not ours or not theirs:
        fix = "write the account column, =, and the rep column: --skills industry=skills"
        raise InputError([Finding("skills", f"--skills {skills} names no two columns", fix)])
    return {ours: theirs}


def _groups(inputs: "Inputs", column: str | None) -> Any:
    """Rep id → peer group, from a column of the team: the one asked for, else that of the scenario."""
    from scenarios.compare.run import group_column

    reps = inputs.reps
    column = column or group_column(inputs.scenario)
    if not column:
        return None
    if column not in reps:
        fix = f"name one of {', '.join(map(str, reps.columns))}"
        raise InputError([Finding("missing-column", f"there is no column {column}", fix, "reps", column=column)])
    return reps.set_index("rep_id")[column]


def _write(folder: Path, found: "Comparison", force: bool) -> None:
    from scenarios.compare.write import write
    from scenarios.files.folder import writing

    with writing("comparison", folder):
        write(folder, found, force)


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
    table.add_column("target", justify="right")
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
