"""Puts the report into a run's folder, and its tables into a README that has a place for them."""

from pathlib import Path

from benchmarks.report.compose import compose
from benchmarks.report.document import Chart, Document, Section
from benchmarks.report.markdown import CHARTS, markdown, text_of
from benchmarks.report.page import page, standalone
from benchmarks.rows import read_all
from solver.errors import Finding, InputError

BEGIN, END = "<!-- results: begin -->", "<!-- results: end -->"
"""What stands between these lines of a README is written by the report."""


def write_report(folder: Path) -> tuple[tuple[str, ...], list[Path]]:
    """report.md with its charts, and report.html; returns what in the rows cannot be true, and the two paths.

    Raises InputError when the folder has no rows.
    """
    document = _document(folder)
    charts = folder / CHARTS
    charts.mkdir(exist_ok=True)
    written = [folder / "report.md", folder / "report.html"]
    written[0].write_text(markdown(document), "utf-8")
    written[1].write_text(page(document), "utf-8")
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Chart):
                (charts / f"{block.name}.svg").write_text(standalone(block.svg), "utf-8")
    return document.faults, written


def write_into(readme: Path, folder: Path) -> None:
    """Put the tables of a run between the two marks of a README. Raises InputError when it has no such place."""
    put_into(readme, _document(folder))


def put_into(readme: Path, document: Document) -> None:
    """Put the sections of a document between the two marks of a file, without its charts. Raises as `write_into`."""
    text = readme.read_text("utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        message, fix = "there is no place for the results", f"add the lines {BEGIN} and {END}"
        raise InputError([Finding("no-place", message, fix, readme.name)])
    tables = "\n\n".join(text_of(_deeper(section)) for section in document.sections)
    readme.write_text(f"{before}{BEGIN}\n\n{document.lead}\n\n{tables}\n\n{END}{after}", "utf-8")


def _deeper(section: Section) -> Section:
    """One level down and without its charts, which stay in the run's folder."""
    return Section(section.title, tuple(b for b in section.blocks if not isinstance(b, Chart)), section.level + 1)


def _document(folder: Path) -> Document:
    rows = read_all(folder)
    if not rows:
        message, fix = "there are no rows here", "run `python -m benchmarks run --out …` first"
        raise InputError([Finding("no-rows", message, fix, folder.name)])
    return compose(rows)
