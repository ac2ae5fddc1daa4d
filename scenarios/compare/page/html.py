"""comparison.html: one page that needs nothing else, offline, light and dark, on paper too."""

from collections.abc import Iterator, Sequence
from html import escape

from scenarios.compare.comparison import Comparison
from scenarios.compare.measures.measure import Row
from scenarios.compare.page.markdown import broken, marked, sections_of
from scenarios.compare.page.picture import picture, style


def html(found: Comparison) -> str:
    """The page: what to take and why, the picture, the table, what is broken, the formulas."""
    said = found.recommendation
    parts = [
        f'<h1>Comparison</h1><p class="lead"><strong>{escape(said.headline)}</strong></p>',
        *(listing(title, lines) for title, lines in sections_of(said)),
        f"<h2>The main measures</h2>{picture(found)}",
        f'<h2>Side by side</h2><div class="wide">{_table(found)}</div>{_notes(found.notes)}',
        *(listing(title, lines) for title, lines in broken(found)),
        listing("Left out", [f"{each.name}: {each.reason}" for each in found.skipped]),
        f"<h2>How it is measured</h2><dl>{''.join(_formulas(found.rows))}</dl>",
    ]
    return page(f"Comparison: {', '.join(found.names)}", parts)


def page(title: str, parts: Sequence[str]) -> str:
    """A whole page that needs nothing else."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style('page')}</style></head>"
        f"<body>{''.join(parts)}</body></html>\n"
    )


def listing(title: str, lines: Sequence[str]) -> str:
    """A heading and sentences under it; nothing where there are none."""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h2>{escape(title)}</h2><ul>{items}</ul>" if lines else ""


def _notes(notes: Sequence[str]) -> str:
    return f'<p class="soft">★ = best in its row. {escape(" ".join(notes))}</p>'


def _table(found: Comparison) -> str:
    head = "".join(_heading(each.name, each.contender.promise, each.feasible) for each in found.standings)
    lines, section = [], ""
    for row in found.rows:
        if row.measure.section != section:
            section = row.measure.section
            lines.append(f'<tr class="section"><td colspan="{len(found.names) + 2}">{escape(section)}</td></tr>')
        lines.append(f'<tr title="{escape(row.measure.formula)}">{"".join(_cells(row))}</tr>')
    return f"<table><thead><tr><th></th>{head}<th>asked for</th></tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _heading(name: str, promise: str, feasible: bool) -> str:
    kind = "" if feasible else ' class="broken"'
    return f'<th{kind} title="{escape(promise)}">{escape(name)}</th>'


def _cells(row: Row) -> Iterator[str]:
    yield f"<td>{escape(row.measure.name)}</td>"
    for text, best in zip(row.said, row.best, strict=True):
        kind = ' class="best"' if best else ""
        yield f"<td{kind}>{escape(marked(text, best))}</td>"
    yield f'<td class="soft">{escape(row.measure.target)}</td>'


def _formulas(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        better = f" ({row.measure.better} is better)" if row.measure.better else ""
        yield f"<dt>{escape(row.measure.name)}</dt><dd>{escape(row.measure.formula + better)}</dd>"
