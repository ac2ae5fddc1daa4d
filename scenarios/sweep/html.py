"""sweep.html: the picture, what it says, the table; one page that needs nothing else."""

from collections.abc import Iterator
from html import escape

from scenarios.compare.page.html import listing
from scenarios.reports.sheet import page
from scenarios.reports.wording import amount, at_most, measure_name, share
from scenarios.sweep.combination import spoken
from scenarios.sweep.picture import picture
from scenarios.sweep.point import Point
from scenarios.sweep.tables import Swept

FIRST = "In short"


def html(found: Swept) -> str:
    """The page."""
    sections = list(found.story.sections())
    parts = [
        f'<h1>Sweep: {escape(found.name)}</h1><p class="lead"><strong>{escape(found.story.headline)}</strong></p>',
        *(listing(title, lines) for title, lines in sections if title == FIRST),
        f'<h2>Balance against moves</h2><div class="wide">{picture(found.points)}</div>',
        f'<h2>The combinations</h2><div class="wide" tabindex="0">{_table(found)}</div>{KEY}',
        *(listing(title, lines) for title, lines in sections if title != FIRST),
    ]
    return page(f"Sweep: {found.name}", parts)


KEY = (
    '<p class="soft"><strong class="best">Bold</strong>: undominated, no other is as good in balance, moves and travel '
    "and better in one. Deviations are shares of the fair share. Goal, objective and gap: less is better.</p>"
)


def _table(found: Swept) -> str:
    heads = ["number", *(factor.key for factor in found.sweep.factors)]
    heads += [f"largest deviation of {measure_name(name)}" for name in found.measures]
    heads += ["accounts moved", "potential moved", "travel ÷ nearest-rep plan"]
    heads += ["status", "common goal", "objective", "gap"]
    head = "".join(f'<th scope="col">{_breakable(text)}</th>' for text in heads)
    rows = "".join(f"<tr>{''.join(_cells(each, found))}</tr>" for each in found.points)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _breakable(text: str) -> str:
    """A dotted key may go over lines."""
    return escape(text).replace(".", ".<wbr>").replace("_", "_<wbr>")


def _cells(each: Point, found: Swept) -> Iterator[str]:
    kind = ' class="best"' if each.undominated else "" if each.run.feasible else ' class="broken"'
    link = f'<a href="{each.name}/summary.html">{each.name}</a>' if each.run.result is not None else each.name
    yield f'<th scope="row"{kind}>{link}</th>'
    result, choice = each.run.result, each.run.combination.choice
    cells = [spoken(choice[factor.key], factor.key) for factor in found.sweep.factors]
    cells += [share(each.deviations.get(name)) for name in found.measures]
    cells += [amount(each.moved), amount(each.moved_potential), _number(each.travel)]
    cells += ["NOT RUN" if result is None else str(result.status), _number(each.goal)]
    cells += [_number(None if result is None else result.objective), at_most(None if result is None else result.gap)]
    yield from (f"<td>{escape(cell)}</td>" for cell in cells)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"
