"""sweep.html: the picture, what it says, the table; one page that needs nothing else."""

from collections.abc import Iterator
from html import escape

from scenarios.compare.page.html import listing, page
from scenarios.reports.wording import amount, at_most, measure_name, share
from scenarios.sweep.combination import spoken
from scenarios.sweep.picture import picture
from scenarios.sweep.point import Point
from scenarios.sweep.tables import Swept


def html(found: Swept) -> str:
    """The page."""
    parts = [
        f'<h1>Sweep: {escape(found.name)}</h1><p class="lead"><strong>{escape(found.story.headline)}</strong></p>',
        picture(found.points),
        f'<h2>The combinations</h2><div class="wide">{_table(found)}</div>',
        *(listing(title, lines) for title, lines in found.story.sections()),
    ]
    return page(f"Sweep: {found.name}", parts)


def _table(found: Swept) -> str:
    heads = ["", *(factor.key for factor in found.sweep.factors), "status", "common goal", "objective", "gap"]
    heads += [f"{measure_name(name)}, largest deviation" for name in found.measures]
    heads += ["accounts moved", "potential moved", "travel"]
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    rows = "".join(f"<tr>{''.join(_cells(each, found))}</tr>" for each in found.points)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cells(each: Point, found: Swept) -> Iterator[str]:
    kind = ' class="best"' if each.undominated else "" if each.run.feasible else ' class="broken"'
    link = f'<a href="{each.name}/summary.md">{each.name}</a>' if each.run.result is not None else each.name
    yield f"<td{kind}>{link}</td>"
    result, choice = each.run.result, each.run.combination.choice
    cells = [spoken(choice[factor.key], factor.key) for factor in found.sweep.factors]
    cells += ["NOT RUN" if result is None else str(result.status), _number(each.goal)]
    cells += [_number(None if result is None else result.objective), at_most(None if result is None else result.gap)]
    cells += [share(each.deviations.get(name)) for name in found.measures]
    cells += [amount(each.moved), amount(each.moved_potential), _number(each.travel)]
    yield from (f"<td>{escape(cell)}</td>" for cell in cells)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"
