"""The verbs for territories without people: seedless chooses them, staff says who takes which."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table

from scenarios.cli.exits import Exit
from scenarios.cli.interrupt import ctrl_c
from scenarios.cli.live import Ticker
from scenarios.cli.screen import Screen, as_rows
from solver.errors import InputError

if TYPE_CHECKING:
    from scenarios.designs.seedless import Seeded
    from scenarios.designs.staff import Staffing


def seedless(screen: Screen, scenario: Path, overrides: dict[str, Any], out: Path | None, force: bool) -> Exit:
    """Choose places and territories, and write them into a folder."""
    from scenarios.designs.seedless import seedless as design
    from scenarios.designs.sited import book_of, in_planners_words
    from scenarios.files.folder import TERRITORIES, refuse, writing
    from scenarios.files.load import read
    from scenarios.files.territories import write
    from solver.result import Status
    from solver.stop import Stop

    inputs = read(scenario, overrides)
    made, wanted = book_of(inputs)
    screen.findings([*inputs.findings, *made.findings])
    folder = out or scenario.parent / f"{inputs.scenario.name}-territories"
    refuse(folder, force, TERRITORIES)
    limits, ticker = inputs.scenario.solve, Ticker(screen.err)
    stop = Stop(seconds=limits.time_limit, work=limits.work_limit, gap=limits.gap)

    def first() -> None:
        ticker.note = "stopping (Ctrl-C again ends at once)"

    with ctrl_c(stop, first, screen.restore), ticker.running():
        found = design(
            made.tables, made.rules, wanted, seed=limits.seed, workers=limits.workers, stop=stop, on_progress=ticker
        )
    said = in_planners_words(inputs, found.design.findings)
    if found.result is None:
        raise InputError([*said, *inputs.findings])
    screen.findings(said)
    if found.plan is None or found.territories is None or found.siting is None:
        code = Exit.INFEASIBLE if found.result.status is Status.INFEASIBLE else Exit.NO_PLAN_IN_TIME
        screen.say(str(found.result), "bold yellow")
        status = str(found.result.status)
        screen.document({"ok": False, "exit_code": int(code), "status": status, "findings": as_rows(said)})
        return code
    with writing("set of territories", folder):
        write(folder, inputs, found.siting, found.result, found.territories, found.plan, found.counted.words, force)
    _show(screen, found, folder)
    return Exit.OK


def _show(screen: Screen, found: "Seeded", folder: Path) -> None:
    assert found.territories is not None
    assert found.result is not None
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in found.territories.columns:
        table.add_column(str(name), justify="left" if name in ("rep_id", "name", "centre") else "right", no_wrap=True)
    for row in found.territories.itertuples(index=False):
        table.add_row(*(_said(str(name), cell) for name, cell in zip(found.territories.columns, row, strict=True)))
    screen.show(table)
    if found.counted.words:
        screen.say(found.counted.words)
    screen.say(str(found.result), "bold green")
    screen.say(f"territories: {folder} (summary.html is the one to open first)")
    screen.document(
        {
            "ok": True,
            "exit_code": int(Exit.OK),
            "status": str(found.result.status),
            "objective": found.result.objective,
            "bound": found.result.bound,
            "gap": found.result.gap,
            "counted": found.counted.words,
            "territories": found.territories.to_dict("records"),
            "folder": str(folder),
        }
    )


def _figure(cell: object) -> str:
    """Three digits; a dash where nothing is known, such as the way to a rep without a home."""
    if not isinstance(cell, float):
        return str(cell)
    return "–" if cell != cell else f"{cell:,.3g}"


def _said(column: str, cell: object) -> str:
    """Degrees to about a kilometre, amounts as everywhere."""
    from scenarios.reports.wording import amount

    if not isinstance(cell, float):
        return str(cell)
    return f"{cell:.2f}" if column in ("lat", "lon") else amount(cell)


def staff(screen: Screen, folder: Path, team: Path, skills: str | None, weights: tuple[float, float, float]) -> Exit:
    """Match a team to the territories of a folder, and write who takes which into it."""
    from scenarios.designs.design import Tables
    from scenarios.designs.staff import StaffWeights
    from scenarios.designs.staff import staff as match
    from scenarios.files.columns import recognise, rename
    from scenarios.files.decimals import with_points
    from scenarios.files.load import read
    from scenarios.files.tables import read_table
    from scenarios.files.territories import ASSIGNED, PLAN, STAFFING, TABLE, read_record, read_text_table

    record = read_record(folder)
    inputs = read(folder / record.scenario)
    table = read_table(team.parent, team.name, inputs.scenario.decimal)
    if table.frame is None:
        raise InputError(table.findings)
    reps = rename(table.frame, recognise("reps", team.name, [str(name) for name in table.frame.columns], {}))
    if inputs.scenario.decimal == ",":
        reps, wrong = with_points(reps, {"lat", "lon"}, team.name)
        if wrong:
            raise InputError(wrong)
    territories, plan = read_text_table(folder, TABLE), read_text_table(folder, PLAN)
    for column in {"lat", "lon"} & set(territories.columns):
        territories[column] = territories[column].astype(float)
    ours, _, theirs = (skills or "").partition("=")
    wanted = {ours.strip(): theirs.strip()} if skills else None
    found = match(territories, plan, Tables(inputs.accounts, reps), StaffWeights(*weights), wanted)
    if any(finding.severity == "error" for finding in found.findings):
        raise InputError(found.findings)
    screen.findings(list(found.findings))
    found.matches.to_csv(folder / STAFFING, index=False, lineterminator="\n")
    found.owners(plan).to_csv(folder / ASSIGNED, index=False, lineterminator="\n")
    _show_staff(screen, found, folder)
    return Exit.OK


def _show_staff(screen: Screen, found: "Staffing", folder: Path) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in found.matches.columns:
        table.add_column(str(name), justify="left" if name in ("territory", "rep_id") else "right")
    for row in found.matches.itertuples(index=False):
        table.add_row(*map(_figure, row))
    screen.show(table)
    screen.say(f"who takes which: {folder / 'staffing.csv'}; account by account: {folder / 'assignments.csv'}")
    matches = found.matches.astype(object).where(found.matches.notna(), None).to_dict("records")
    screen.document({"ok": True, "exit_code": 0, "matches": matches, "open": found.open, "spare": found.spare})
