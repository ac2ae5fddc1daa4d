"""The comparison as Markdown: what to take and why, the table, what each model breaks, the formulas."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scenarios.compare.page.short import in_short
from scenarios.compare.recommend import Recommendation
from scenarios.reports.wording import grid, plain

if TYPE_CHECKING:
    from scenarios.compare.comparison import Comparison

BEST = "★"


def markdown(found: "Comparison") -> str:
    """The whole page."""
    sections = [
        ["# Comparison", "", f"**{plain(found.recommendation.headline)}**"],
        [
            f"- {each.question} **{plain(each.answer)}**{each.note and f' ({plain(each.note)})'}"
            for each in in_short(found)
        ],
        [line for title, lines in sections_of(found.recommendation) for line in _listed(title, lines)],
        _listed("Who may own what", promises(found)),
        _table(found),
        [line for title, lines in broken(found) for line in _listed(title, lines)],
        _listed("Left out", [f"{each.name}: {each.reason}" for each in found.skipped]),
        ["## How it is measured", "", *grid(["measure", "formula"], _formulas(found))],
    ]
    return "\n\n".join("\n".join(section).strip("\n") for section in sections if section) + "\n"


def sections_of(said: Recommendation) -> Iterator[tuple[str, list[str]]]:
    """Title and sentences of everything that a recommendation says; empty parts are left out."""
    rules = [f"Rule {place}, {step.rule}. {step.figures}." for place, step in enumerate(said.steps, start=1)]
    out = [f"{name}: {why}" for step in said.steps for name, why in step.out.items()]
    parts = {
        "Why": rules,
        "Why not the others": out,
        "What it costs": list(said.costs),
        "What each of the others buys and costs": list(said.exchanges),
        "Goal, expertise, continuity: who is beaten by nobody": list(said.frontier),
        "What is proven": list(said.proven),
        "What is not proven": list(said.open),
    }
    yield from ((title, lines) for title, lines in parts.items() if lines)


def broken(found: "Comparison") -> Iterator[tuple[str, list[str]]]:
    """What would have to open for models without a plan, and what each plan breaks of its own rules, rule by rule."""
    for name, lines in found.openings:
        yield f"What would have to open for {name}", list(lines)
    for each in found.standings:
        if each.broken:
            yield f"What the plan of {each.name} breaks", list(each.broken)


def marked(text: str, best: bool) -> str:
    """A cell with its mark."""
    return f"{text} {BEST}" if best else text


def _listed(title: str, lines: list[str]) -> list[str]:
    return ["", f"## {plain(title)}", "", *(f"- {plain(line)}" for line in lines)] if lines else []


def promises(found: "Comparison") -> list[str]:
    """A line a model: who may own what under it."""
    return [f"{each.name}: {each.contender.promise}" for each in found.standings if each.contender.promise]


def _table(found: "Comparison") -> list[str]:
    header = ["", *found.names, "target"]
    rows = [[row.measure.name, *map(marked, row.said, row.best), row.measure.target or "–"] for row in found.rows]
    return ["## Side by side", "", *grid(header, rows), "", f"{BEST} = best in its row.", *found.notes]


def _formulas(found: "Comparison") -> Iterator[list[str]]:
    for row in found.rows:
        better = f" ({row.measure.better} is better)" if row.measure.better else ""
        yield [row.measure.name, f"{row.measure.formula}{better}"]
