"""The document as one HTML file that needs nothing else: offline, light and dark, on paper too."""

from html import escape
from importlib.resources import files

from benchmarks.report.document import Chart, Document, Section, Table
from scenarios.reports.sheet import blocks, marked


def page(document: Document) -> str:
    style = style_sheet()
    contents = "".join(
        f'<a href="#s{number}">{escape(section.title)}</a>' for number, section in enumerate(document.sections)
    )
    body = "".join(_section(number, section) for number, section in enumerate(document.sections))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(document.title)}</title><style>{style}</style></head><body>"
        f"<header><h1>{escape(document.title)}</h1><p>{marked(document.lead)}</p></header>"
        f'<div class="sheet"><nav aria-label="Contents">{contents}</nav><main>{body}</main></div></body></html>\n'
    )


def style_sheet() -> str:
    return (files("benchmarks.report") / "style.css").read_text("utf-8")


def standalone(svg: str) -> str:
    """A chart as a file of its own: with the colours that it otherwise takes from the page."""
    return svg.replace("<title>", f"<style>{style_sheet()}</style><title>", 1)


def _section(number: int, section: Section) -> str:
    blocks = "".join(
        _table(block) if isinstance(block, Table) else _chart(block) if isinstance(block, Chart) else _text(block)
        for block in section.blocks
    )
    return f'<section id="s{number}"><h{section.level}>{escape(section.title)}</h{section.level}>{blocks}</section>'


def _text(text: str) -> str:
    return blocks(text)


def _chart(chart: Chart) -> str:
    return f"<figure>{chart.svg}<figcaption>{escape(chart.caption)}</figcaption></figure>"


def _table(table: Table) -> str:
    sides = [' scope="col"' + ("" if at in table.left else ' class="n"') for at in range(len(table.header))]
    head = "".join(f"<th{side}>{marked(text)}</th>" for side, text in zip(sides, table.header, strict=True))
    rows = "".join(
        "<tr>" + "".join(_cell(cell.text, cell.tone, at in table.left) for at, cell in enumerate(row)) + "</tr>"
        for row in table.rows
    )
    return f'<div class="wide" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _cell(text: str, tone: str, word: bool) -> str:
    names = " ".join(name for name in ("" if word else "n", tone) if name)
    return f'<td class="{names}">{marked(text)}</td>' if names else f"<td>{marked(text)}</td>"
