"""`python -m benchmarks models`: the territory models on real books."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from benchmarks.models.books import REAL, SAMPLE, Book
from benchmarks.models.report import write_report
from benchmarks.models.runs import QUESTIONS, RUNS, Effort, Subject, run_subject
from benchmarks.models.scenario import write
from scenarios.samples import cities
from solver.errors import Finding, InputError

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
BOOKS = (*REAL, SAMPLE)


def options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    data = Path(os.environ.get("FAIRCARVE_DATA", BESIDE))
    add("--data", type=Path, default=data, metavar="FOLDER", help="folder of the books, else FAIRCARVE_DATA")
    add("--books", nargs="+", default=list(BOOKS), choices=BOOKS, metavar="NAME", help=", ".join(BOOKS))
    add("--models", nargs="+", type=_run, default=list(RUNS), metavar="NAME", help="; ".join(RUNS))
    add(
        "--questions",
        nargs="+",
        default=list(QUESTIONS),
        choices=QUESTIONS,
        help="without, or with the limits on moves",
    )
    add("--seeds", type=_seeds, default=[0, 1, 2], metavar="0,1,2")
    add("--seconds", type=float, default=20.0, help="for each model (default 20)")
    add("--gap", type=float, default=0.001, help="stop at this gap (default 0.001)")
    add("--reps", type=int, help="size of the made-up teams; left out: 36 to 48, by the book")
    add("--workers", type=int, default=2)
    add("--out", type=Path, required=True, metavar="FOLDER", help="rows, plans and the report; never committed")
    parser.set_defaults(act=models)


def models(asked: argparse.Namespace) -> int:
    """Books × seeds × questions × models, then the report; 1 when a plan breaks a promise or beats a bound."""
    subjects = list(_subjects(asked))
    if not subjects:
        fix = "name the folder of the books with --data, or FAIRCARVE_DATA"
        raise InputError([Finding("no-books", "there is no book to compare models on", fix, str(asked.data))])
    effort = Effort(asked.out, asked.seconds, asked.gap, asked.workers)
    for seed in asked.seeds:
        for subject in subjects:
            run_subject(subject, seed, asked.questions, asked.models, effort, _say)
    return report(asked.out)


def report(folder: Path) -> int:
    """The report anew; 1 with a line each when something is wrong."""
    faults, written = write_report(folder)
    for fault in faults:
        print(f"FAULT: {fault}", file=sys.stderr)
    for path in written:
        print(f"written: {path}")
    return 1 if faults else 0


def _subjects(asked: argparse.Namespace) -> Iterator[Subject]:
    """The books that are there; a word on the others."""
    for name in asked.books:
        if name == SAMPLE:
            if subject := _sample():
                yield subject
            continue
        book = REAL[name]
        if not book.file(asked.data).is_file():
            print(
                f"{name} skipped: no {book.file(asked.data)}; name the folder of the books with --data", file=sys.stderr
            )
            continue

        def make(seed: int, folder: Path, book: Book = book) -> Path:
            return write(book, asked.data, seed, folder, asked.reps)

        yield Subject(name, make, book.cells)


def _sample() -> Subject | None:
    """The sample, if its reps say what they serve."""
    with tempfile.TemporaryDirectory() as folder:
        cities.write(Path(folder))
        columns = pd.read_csv(Path(folder) / "reps.csv", nrows=0).columns
    if "verticals" not in columns:
        print(f"{SAMPLE} skipped: the reps of the sample serve no verticals", file=sys.stderr)
        return None
    return Subject(SAMPLE, lambda seed, folder: cities.write(folder))


def _run(text: str) -> str:
    if text not in RUNS:
        raise argparse.ArgumentTypeError(f"{text} is none of {'; '.join(RUNS)}")
    return text


def _seeds(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _say(text: str) -> None:
    print(text, flush=True)
