"""comparison.html: one page that needs nothing else, offline, light and dark, on paper too."""

from collections.abc import Iterator, Sequence
from html import escape

from scenarios.compare.comparison import Comparison
from scenarios.compare.measures.measure import Row
from scenarios.compare.page.markdown import broken, marked, promises, sections_of
from scenarios.compare.page.picture import picture
from scenarios.compare.page.short import in_short
from scenarios.reports.atlas.ground import ground_of
from scenarios.reports.atlas.multiples import side_by_side
from scenarios.reports.atlas.picture import figure
from scenarios.reports.sheet import page, words

FIRST = ("Why", "Why not the others", "What it costs")
"""Sections that stand above the picture: what a leader asks at once."""


def html(found: Comparison) -> str:
    """The page: what to take and why, the picture, the table, what is proven and broken, the formulas."""
    said = found.recommendation
    sections = list(sections_of(said))
    parts = [
        f'<h1>Comparison</h1><p class="lead"><strong>{escape(said.headline)}</strong></p>{_short(found)}',
        *(listing(title, lines, found.names) for title, lines in sections if title in FIRST),
        f'<h2>The main measures</h2><div class="wide">{picture(found)}</div>',
        _maps(found),
        f'<h2>Side by side</h2><div class="wide" tabindex="0">{_table(found)}</div>{_notes(found.notes)}',
        *(listing(title, lines, found.names) for title, lines in sections if title not in FIRST),
        *(listing(title, lines) for title, lines in broken(found)),
        listing("Who may own what", promises(found), found.names),
        listing("Left out", [f"{each.name}: {each.reason}" for each in found.skipped]),
        f"<h2>How it is measured</h2><dl>{''.join(_formulas(found.rows))}</dl>",
    ]
    return page(f"Comparison: {', '.join(found.names)}", parts)


def _maps(found: Comparison) -> str:
    """A small map for every plan; nothing where the book has no places."""
    plans = {each.name: each.contender.rep for each in found.standings if each.contender.rep is not None}
    ground = ground_of(found.standings[0].contender.problem) if plans else None
    return "" if ground is None else f"<h2>On the map</h2>{figure(side_by_side(ground, plans))}"


def listing(title: str, lines: Sequence[str], names: Sequence[str] = ()) -> str:
    """A heading and sentences under it; nothing where there are none. Of `names` the one that begins a line is bold."""
    items = "".join(f"<li>{_begun(line, names)}</li>" for line in lines)
    return f"<h2>{escape(title)}</h2><ul>{items}</ul>" if lines else ""


def _begun(line: str, names: Sequence[str]) -> str:
    name = next((each for each in names if line.startswith(f"{each}: ")), "")
    return f"<strong>{escape(name)}</strong>{words(line[len(name) :])}" if name else words(line)


def _short(found: Comparison) -> str:
    cells = [
        f"<div><dt>{escape(each.question)}</dt><dd><strong>{words(each.answer)}</strong>{words(each.note)}</dd></div>"
        for each in in_short(found)
    ]
    return f'<dl class="short">{"".join(cells)}</dl>' if cells else ""


def _notes(notes: Sequence[str]) -> str:
    return f'<p class="soft">★ = best in its row. {escape(" ".join(notes))}</p>'


def _table(found: Comparison) -> str:
    head = "".join(_heading(each.name, each.contender.promise, each.feasible) for each in found.standings)
    lines, section = [], ""
    for row in found.rows:
        if row.measure.section != section:
            section = row.measure.section
            span = len(found.names) + 2
            lines.append(f'<tr class="section"><th colspan="{span}" scope="colgroup">{escape(section)}</th></tr>')
        lines.append(f'<tr title="{escape(row.measure.formula)}">{"".join(_cells(row))}</tr>')
    body = f"<tbody>{''.join(lines)}</tbody></table>"
    ends = '<th scope="col">measure</th>', '<th scope="col">target</th>'
    return f'<table class="measures"><thead><tr>{ends[0]}{head}{ends[1]}</tr></thead>{body}'


def _heading(name: str, promise: str, feasible: bool) -> str:
    kind = "" if feasible else ' class="broken"'
    return f'<th scope="col"{kind} title="{escape(promise)}">{escape(name)}</th>'


def _cells(row: Row) -> Iterator[str]:
    yield f'<th scope="row">{escape(row.measure.name)}</th>'
    for text, best in zip(row.said, row.best, strict=True):
        kind = ' class="best"' if best else ""
        yield f"<td{kind}>{escape(marked(text, best))}</td>"
    yield f'<td class="soft">{escape(row.measure.target)}</td>'


def _formulas(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        better = f" ({row.measure.better} is better)" if row.measure.better else ""
        yield f"<dt>{escape(row.measure.name)}</dt><dd>{escape(row.measure.formula + better)}</dd>"
