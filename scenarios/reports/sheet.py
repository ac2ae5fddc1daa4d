"""A whole HTML page that needs nothing else: offline, light and dark, on a phone and on paper too."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

BULLET, HEADING, ROW = "- ", "#", "| "


def page(title: str, parts: Sequence[str]) -> str:
    """The page with these parts, which are HTML."""
    style = (files("scenarios.reports") / "page.css").read_text("utf-8")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head>"
        f"<body><main>{''.join(parts)}</main></body></html>\n"
    )


def words(text: str) -> str:
    """Text for the page; a figure stays with its % sign."""
    return escape(text).replace(" %", "&nbsp;%")


def sheet(markdown: str) -> str:
    """A summary as a page: its headings, lists, tables and paragraphs, strong words and code; the rest is plain text.

    The first heading is the title.
    """
    lines = markdown.splitlines()
    title = next((line.lstrip("# ") for line in lines if line.startswith("# ")), "")
    return page(title, list(blocks(lines)))


def blocks(lines: Sequence[str]) -> Iterator[str]:
    """Lines of Markdown as HTML, a heading, list, table or paragraph at a time."""
    at = 0
    while at < len(lines):
        kind = _kind(lines[at])
        end = at + 1
        while kind != HEADING and end < len(lines) and _kind(lines[end]) == kind:
            end += 1
        yield _block(kind, lines[at:end])
        at = end


def _kind(line: str) -> str:
    """What the line is part of: a heading, a list, a table, a paragraph, nothing."""
    if re.match(r"#{1,6} ", line):
        return HEADING
    return next((mark for mark in (BULLET, ROW) if line.startswith(mark)), "p" if line.strip() else "")


def _block(kind: str, lines: Sequence[str]) -> str:
    if kind == HEADING:
        marks, _, text = lines[0].partition(" ")
        return f"<h{len(marks)}>{marked(text)}</h{len(marks)}>"
    if kind == BULLET:
        return f"<ul>{''.join(f'<li>{marked(line.removeprefix(BULLET))}</li>' for line in lines)}</ul>"
    if kind == ROW:
        return _table([_cells(line) for line in lines])
    return f"<p>{marked(' '.join(lines))}</p>" if kind else ""


def _cells(line: str) -> list[str]:
    """Cells of a row of a Markdown table; `\\|` is a bar inside one."""
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


def _table(rows: Sequence[Sequence[str]]) -> str:
    """The second row of a Markdown table is its ruler."""
    head = "".join(f'<th scope="col">{marked(text)}</th>' for text in rows[0])
    body = "".join(
        f'<tr><th scope="row">{marked(row[0])}</th>{"".join(f"<td>{marked(text)}</td>" for text in row[1:])}</tr>'
        for row in rows[2:]
    )
    head = f"<thead><tr>{head}</tr></thead>"
    return f'<div class="wide" tabindex="0"><table class="measures">{head}<tbody>{body}</tbody></table></div>'


def marked(text: str) -> str:
    """`**strong**` and `code`; a star or a backtick alone stays what it is."""
    strong = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", words(text))
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", strong)
