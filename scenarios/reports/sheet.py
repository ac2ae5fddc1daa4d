"""A whole HTML page that needs nothing else: offline, light and dark, on a phone and on paper too."""

from collections.abc import Sequence
from html import escape
from importlib.resources import files
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

FIGURE = "<h2>"
"""Before the first of these a page shows its figure."""


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


def sheet(markdown: str, figure: str = "") -> str:
    """A summary as a page. The first heading is the title; `figure`, which is HTML, stands before the first section."""
    tokens = PARSER.parse(markdown)
    heading = next((inside for mark, inside in pairwise(tokens) if mark.type == "heading_open"), None)
    title = "".join(each.content for each in (heading and heading.children) or ())
    first, section, rest = PARSER.renderer.render(tokens, PARSER.options, {}).partition(FIGURE)
    return page(title, [first, figure, section, rest])


def blocks(markdown: str) -> str:
    """Markdown as HTML: headings, lists, tables, paragraphs. HTML and pictures in it are text."""
    return str(PARSER.render(markdown))


def marked(line: str) -> str:
    """One line of Markdown as HTML, without a paragraph around it."""
    return str(PARSER.renderInline(line))


def _scopes(state: StateCore) -> None:
    """Cells of the head of a table are headings, and so is the first of every row; the page aligns them."""
    for at, (before, cell) in enumerate(pairwise(state.tokens), start=1):
        if cell.type == "th_open":
            cell.attrs = {"scope": "col"}
        elif cell.type == "td_open":
            cell.attrs = {}
            if before.type == "tr_open":
                cell.tag = state.tokens[at + 2].tag = "th"
                cell.attrs = {"scope": "row"}


def _table(_: Any, tokens: Sequence[Token], at: int, *__: Any) -> str:
    opens = tokens[at].type == "table_open"
    return '<div class="wide" tabindex="0"><table class="measures">' if opens else "</table></div>"


def _text(_: Any, tokens: Sequence[Token], at: int, *__: Any) -> str:
    return words(tokens[at].content)


def _parser() -> MarkdownIt:
    """CommonMark with tables, without what could load something or what no page needs."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.disable(["image", "autolink", "reference", "code", "fence", "blockquote", "hr", "lheading"])
    parser.core.ruler.push("scopes", _scopes)
    for name, rule in (("table_open", _table), ("table_close", _table), ("text", _text)):
        parser.add_render_rule(name, rule)
    return parser


PARSER = _parser()
