"""The verbs and their options. Nothing heavy is imported before a verb runs, so that `--help` is there at once."""

import io
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(
    name="faircarve",
    help="Assigns accounts to sales reps: even potential and workload, your rules kept, and a proof of how good it is.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Scenario = Annotated[Path, typer.Argument(metavar="SCENARIO", help="the scenario file (YAML)", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="one JSON document on standard output, and nothing else")]
Debug = Annotated[bool, typer.Option("--debug", help="show where an internal error comes from")]
Force = Annotated[bool, typer.Option("--force", help="overwrite a result that is there")]
TimeLimit = Annotated[
    float | None,
    typer.Option(metavar="SECONDS", min=0.001, max=604_800, help="overrides solve.time_limit", show_default=False),
]
Gap = Annotated[
    float | None,
    typer.Option(metavar="SHARE", min=0, max=1, help="0.01 = 1 %; overrides solve.gap", show_default=False),
]
Seed = Annotated[
    int | None,
    typer.Option(metavar="NUMBER", min=0, max=2_147_483_647, help="overrides solve.seed", show_default=False),
]
Workers = Annotated[
    int | None,
    typer.Option(metavar="THREADS", min=1, max=256, help="overrides solve.workers", show_default=False),
]
Model = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="territory model, overrides model", show_default=False),
]
BestEffort = Annotated[
    bool,
    typer.Option("--best-effort", help="when the rules conflict: write the plan that breaks them least to nearest/"),
]


@app.command()
def validate(scenario: Scenario, json: Json = False, debug: Debug = False) -> None:
    """Read a scenario and its tables and list everything that is wrong, at once."""
    from scenarios.cli.look import validate

    _run(validate, json, debug, scenario)


@app.command()
def solve(
    scenario: Scenario,
    model: Model = None,
    time_limit: TimeLimit = None,
    gap: Gap = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="default: <name>-result beside the scenario", show_default=False),
    ] = None,
    force: Force = False,
    best_effort: BestEffort = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Find a plan that keeps all rules, with a proof of how good it is. Ctrl-C returns the best plan so far."""
    from scenarios.cli.carve import solve

    settings = _overrides(time_limit, gap, seed, workers, model)
    _run(solve, json, debug, scenario, settings, out, force, best_effort)


@app.command()
def grade(scenario: Scenario, json: Json = False, debug: Debug = False) -> None:
    """The scorecard of today's owners, and the rules that they break. No solver."""
    from scenarios.cli.look import grade

    _run(grade, json, debug, scenario)


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(metavar="RESULT", help="the result folder", show_default=False)],
    scenario: Annotated[
        Path | None, typer.Option(help="the scenario, when it is not where it was solved", show_default=False)
    ] = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Verify a result again from its input files. No solver."""
    from scenarios.cli.look import check

    _run(check, json, debug, folder, scenario)


@app.command()
def levels(
    folder: Annotated[Path, typer.Argument(metavar="RESULT", help="the result folder", show_default=False)],
    scenario: Annotated[
        Path | None, typer.Option(help="the scenario, when it is not where it was solved", show_default=False)
    ] = None,
    time_limit: TimeLimit = None,
    gap: Gap = None,
    workers: Workers = None,
    force: Force = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Solve the overlays and the managers of a result again, on its plan as it stands."""
    from scenarios.cli.levels import levels

    _run(levels, json, debug, folder, scenario, _overrides(time_limit, gap, None, workers), force)


@app.command()
def compare(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH...", help="scenario files to solve, result folders to read", show_default=False),
    ],
    models: Annotated[
        str | None,
        typer.Option(metavar="LIST", help="territory models to run on one scenario: a,b,…", show_default=False),
    ] = None,
    groups: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="rep column of peer groups: fairness within them too", show_default=False),
    ] = None,
    skills: Annotated[
        str | None,
        typer.Option(
            metavar="ACCOUNTS=REPS", help="columns of the expertise match: industry=skills", show_default=False
        ),
    ] = None,
    reset: Annotated[bool, typer.Option("--reset", help="with --models: without limits on what changes hands")] = False,
    jobs: Annotated[int, typer.Option(metavar="NUMBER", min=1, max=64, help="runs at the same time")] = 1,
    dask: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="with --jobs: a dask scheduler, tcp://host:8786", show_default=False),
    ] = None,
    time_limit: TimeLimit = None,
    gap: Gap = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="default: <name>-comparison beside the first path", show_default=False),
    ] = None,
    force: Force = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Plans side by side with the same measures, and which to take. Solves scenarios, reads results."""
    from scenarios.cli.compare import Wanted, compare

    settings = _overrides(time_limit, gap, seed, workers)
    wanted = Wanted(tuple(paths), models, groups, skills, jobs, dask, reset, settings, out, force)
    _run(compare, json, debug, wanted)


@app.command()
def sweep(
    scenario: Scenario,
    jobs: Annotated[
        int, typer.Option(metavar="NUMBER", min=1, max=64, help="runs at the same time, each from scratch")
    ] = 1,
    time_limit: TimeLimit = None,
    gap: Gap = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="default: <name>-sweep beside the scenario", show_default=False),
    ] = None,
    force: Force = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Run a scenario whose values have alternatives, in all combinations, and show balance × moves × travel."""
    from scenarios.cli.sweep import Wanted, sweep

    _run(sweep, json, debug, Wanted(scenario, jobs, _overrides(time_limit, gap, seed, workers), out, force))


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="folder for the sample and its result")] = Path("faircarve-demo"),
    model: Model = None,
    time_limit: TimeLimit = None,
    gap: Gap = None,
    seed: Seed = None,
    workers: Workers = None,
    force: Force = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Write the sample book of US cities into a folder and solve it."""
    from scenarios.cli.carve import demo

    _run(demo, json, debug, out, _overrides(time_limit, gap, seed, workers, model), force)


@app.command()
def seedless(
    scenario: Scenario,
    time_limit: TimeLimit = None,
    gap: Gap = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="default: <name>-territories beside the scenario", show_default=False),
    ] = None,
    force: Force = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Territories for nobody yet, reps: {count: 12}: their places are chosen too, with a proof of how good they are."""
    from scenarios.cli.seedless import seedless

    _run(seedless, json, debug, scenario, _overrides(time_limit, gap, seed, workers), out, force)


@app.command()
def staff(
    folder: Annotated[Path, typer.Argument(metavar="TERRITORIES", help="what seedless has written")],
    team: Annotated[Path, typer.Argument(metavar="REPS", help="the team: csv, xlsx or parquet")],
    skills: Annotated[
        str | None,
        typer.Option(metavar="ACCOUNTS=REPS", help="columns of the skills: industry=verticals", show_default=False),
    ] = None,
    home: Annotated[float, typer.Option(min=0, help="weight of a home near the territory")] = 1.0,
    skill: Annotated[float, typer.Option(min=0, help="weight of skills that fit")] = 1.0,
    incumbency: Annotated[float, typer.Option(min=0, help="weight of potential that stays with its owner")] = 1.0,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Match a team to territories, one to one: homes, skills and what each rep owns there today."""
    from scenarios.cli.seedless import staff

    _run(staff, json, debug, folder, team, skills, (home, skill, incumbency))


@app.command()
def schema(
    of_sweep: Annotated[
        bool, typer.Option("--sweep", help="of a sweep: a list wherever a value may have alternatives")
    ] = False,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Print the JSON schema of the scenario file, with which editors complete and check it."""
    from scenarios.cli.look import schema

    _run(schema, True, debug, of_sweep)


def _overrides(
    time_limit: float | None, gap: float | None, seed: int | None, workers: int | None, model: str | None = None
) -> dict[str, Any]:
    """Settings given on the command line, nested as in the scenario."""
    given = {"time_limit": time_limit, "gap": gap, "seed": seed, "workers": workers}
    settings: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if time_limit is not None:
        # A limit of seconds that is asked for now takes the place of a limit of work in the file.
        settings["work_limit"] = None
    return ({"solve": settings} if settings else {}) | ({} if model is None else {"model": model})


def _run(verb: Any, json: bool, debug: bool, *given: Any) -> None:
    from scenarios.cli.exits import guarded
    from scenarios.cli.screen import Screen

    screen = Screen(json=json, debug=debug)
    raise typer.Exit(int(guarded(lambda: verb(screen, *given), screen)))


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(version("faircarve"))
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="print the version")
    ] = False,
) -> None:
    pass


def main() -> None:
    """The `faircarve` command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A console that knows no "÷" shows a "?"; it must never end the program.
            stream.reconfigure(errors="replace")
    app()
