"""The commands: what to measure, where to put it, and the report."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.cases import Case
from benchmarks.cases.assignment import made, published
from benchmarks.cases.folder import Sample, folders
from benchmarks.cases.postal import postal
from benchmarks.cases.synthetic import Synthetic, synthetic
from benchmarks.cases.whatif import what_ifs
from benchmarks.methods import METHODS, OURS
from benchmarks.models import command as territory_models
from benchmarks.models.report import document_of
from benchmarks.models.rows import ROWS as MODEL_ROWS
from benchmarks.report.write import put_into, write_into, write_report
from benchmarks.running.run import Run, run_all
from solver.errors import Finding, InputError

GAP = 0.01
"""Growth and what-ifs are about the time until this gap is proven."""
GROWTH_ACCOUNTS, GROWTH_REPS = [1_000, 3_000, 10_000, 30_000, 100_000], [10, 20, 50, 100, 200, 500]
MEMORY_MB = 12_000.0


def main(words: Sequence[str]) -> int:
    """Exit code: 0, 1 when rows contradict each other, 2 when something in the input is wrong, 130 after Ctrl-C."""
    asked = _parser().parse_args(words)
    act: Callable[[argparse.Namespace], int] = asked.act
    try:
        return act(asked)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; the same command goes on from here", file=sys.stderr)
        return 130


def run(asked: argparse.Namespace) -> int:
    """Cases × methods × limits × seeds."""
    cases = [case for path in asked.cases for case in folders(path)]
    if asked.gap_instances is not None:
        cases += published(asked.gap_instances, asked.gap_names)
    for seed in asked.seeds:
        cases += made(asked.gap_made, seed)
        cases += [_sized(size, seed) for size in asked.synthetic]
        cases += _postal(asked, seed)
    if asked.sample:
        cases.append(Case("us-cities", Sample()))
    if not cases:
        fix = "name some with --cases, --gap-instances, --gap-made, --synthetic, --postal or --sample"
        raise InputError([Finding("no-cases", "there is no case to measure", fix)])
    wanted = _run(asked)
    run_all(wanted, wanted.questions(cases, asked.methods, asked.seconds, asked.seeds), _say)
    return _report(asked.out)


def growth(asked: argparse.Namespace) -> int:
    """Time until a gap of 1 % is proven, against accounts and against reps."""
    sizes = [(accounts, asked.at_reps) for accounts in asked.accounts]
    sizes += [(asked.at_accounts, reps) for reps in asked.reps]
    cases = [synthetic(*size, seed) for size in dict.fromkeys(sizes) for seed in asked.seeds]
    wanted = _run(asked)
    run_all(wanted, wanted.questions(cases, [OURS], asked.seconds[:1], [0]), _say)
    return _report(asked.out)


def what_if(asked: argparse.Namespace) -> int:
    """A solved plan, and then a rep leaves, or the bands tighten: time until 1 %."""
    wanted = _run(asked)
    for seed in asked.seeds:
        base = Synthetic(asked.accounts, asked.reps, seed)
        start = list(wanted.questions([Case(base.name, base)], [OURS], [asked.base_seconds], [0]))
        (row,) = run_all(wanted, start, _say)
        if not row.good:
            print(f"{base.name}: no plan to start from", file=sys.stderr)
            continue
        cases = what_ifs(base, wanted.plan(row.question))
        run_all(wanted, wanted.questions(cases, [OURS], asked.seconds[:1], [0]), _say)
    return _report(asked.out)


def report(asked: argparse.Namespace) -> int:
    if (asked.out / MODEL_ROWS).is_dir():
        if asked.into is not None:
            put_into(asked.into, document_of(asked.out))
        return territory_models.report(asked.out)
    if asked.into is not None:
        write_into(asked.into, asked.out)
    return _report(asked.out)


def _report(folder: Path) -> int:
    """1 when the rows contradict each other: a bound above a plan."""
    faults, written = write_report(folder)
    for fault in faults:
        print(f"CONTRADICTION: {fault}", file=sys.stderr)
    for path in written:
        print(f"written: {path}")
    return 1 if faults else 0


def _run(asked: argparse.Namespace) -> Run:
    return Run(asked.out, asked.gap, asked.workers, asked.memory_mb, asked.fresh)


def _say(text: str) -> None:
    print(text, flush=True)


def _sized(size: str, seed: int) -> Case:
    accounts, _, reps = size.partition("x")
    return synthetic(int(accounts), int(reps), seed)


def _postal(asked: argparse.Namespace, seed: int) -> list[Case]:
    """Contiguous cases; those on real places are passed over, with a word, where the table is not at hand."""
    table = asked.postal_table
    if table is not None and not table.is_file():
        if asked.postal:
            print(f"no postal codes at {table}: {', '.join(asked.postal)} skipped", file=sys.stderr)
        return []
    sizes = (tuple(map(int, size.split("x"))) for size in asked.postal)
    return [postal(units, reps, seed, "" if table is None else str(table)) for units, reps in sizes]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure, and report what was measured.")
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    _run_options(verbs.add_parser("run", help="cases × methods × seeds, then the report"))
    _growth_options(verbs.add_parser("growth", help="time to a gap of 1 %% against accounts and reps"))
    _what_if_options(verbs.add_parser("what-if", help="a rep leaves, or the bands tighten, from a solved plan"))
    compared = "the territory models side by side on real books, with made-up teams"
    territory_models.options(verbs.add_parser("models", help=compared))
    only = verbs.add_parser("report", help="write the report again from the rows that are there")
    only.add_argument("out", type=Path, metavar="DIR")
    only.add_argument("--into", type=Path, metavar="README", help="put the tables into this file, too")
    only.set_defaults(act=report)
    return parser


def _run_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--cases", nargs="+", type=Path, default=[], metavar="DIR", help="folders with a scenario.yaml, or of such")
    add("--gap-instances", type=Path, metavar="DIR", help="assignment instances, with best_known.csv")
    add("--gap-names", nargs="+", metavar="NAME", help="only these of them")
    add("--gap-made", nargs="+", default=[], metavar="TYPE-AGENTS-JOBS", help="made instances: d-20-400 e-80-1600")
    add("--synthetic", nargs="+", default=[], metavar="ACCOUNTSxREPS", type=_size, help="made books: 10000x40")
    add("--postal", nargs="+", default=[], metavar="UNITSxREPS", type=_size, help="contiguous made books: 30000x500")
    add("--postal-table", type=Path, metavar="CSV", help="their places (zip, lat, lon, is_census_zcta), else made ones")
    add("--sample", action="store_true", help="the sample that is shipped")
    add("--methods", nargs="+", default=list(METHODS), choices=list(METHODS), metavar="NAME", help=", ".join(METHODS))
    _common_options(parser, seconds=60.0, gap=0.0)
    parser.set_defaults(act=run)


def _growth_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--accounts", nargs="*", type=int, default=GROWTH_ACCOUNTS)
    add("--at-reps", type=int, default=20, help="reps while accounts grow")
    add("--reps", nargs="*", type=int, default=GROWTH_REPS)
    add("--at-accounts", type=int, default=30_000, help="accounts while reps grow")
    _common_options(parser, seconds=300.0, gap=GAP)
    parser.set_defaults(act=growth)


def _what_if_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--accounts", type=int, default=10_000)
    add("--reps", type=int, default=40)
    add("--base-seconds", type=float, default=120.0, help="for the plan to start from")
    _common_options(parser, seconds=60.0, gap=GAP)
    parser.set_defaults(act=what_if)


def _common_options(parser: argparse.ArgumentParser, seconds: float, gap: float) -> None:
    add = parser.add_argument
    add("--seconds", nargs="+", type=float, default=[seconds], help=f"wall clock of a method (default {seconds:g})")
    add("--seeds", nargs="+", type=int, default=[0])
    add("--gap", type=float, default=gap, help=f"stop at this gap, 0 = never (default {gap:g})")
    add("--workers", type=int, default=2)
    add(
        "--memory-mb", type=float, default=MEMORY_MB, help=f"a process that holds more is ended (default {MEMORY_MB:g})"
    )
    add("--fresh", action="store_true", help="measure again what another commit did")
    add("--out", type=Path, required=True, metavar="DIR", help="rows, plans and the report; never committed")


def _size(text: str) -> str:
    accounts, _, reps = text.partition("x")
    if not (accounts.isdigit() and reps.isdigit() and int(accounts) >= int(reps) > 0):
        raise argparse.ArgumentTypeError(f"{text} is not a size like 10000x40")
    return text
