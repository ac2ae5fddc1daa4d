"""A summary as a page: everything that the text says, marked up, and nothing that a name could bring in."""

import re
from html.parser import HTMLParser

from hypothesis import example, given
from hypothesis import strategies as st

from scenarios.reports.sheet import blocks, sheet
from scenarios.reports.wording import grid, plain

TEXT = """\
# A <plan> & more

**A plan that keeps every rule.**

## Is it fair?

| share | band | lowest |
| :-- | --: | --: |
| potential | ±10 % | 95.7 % |
| a\\|b | – | 5 * 3 |

100 % of the reps are inside.
Rep by rep: `scorecard.csv`.

- 2 locks to **one** rep
- <script>alert(1)</script>
"""


class Reader(HTMLParser):
    """Tag → texts in it, and whether every tag is closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "meta":
            self.open.append(tag)
            self.found.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in self.open:
            self.found[tag][-1] += data


def read(text: str) -> dict[str, list[str]]:
    reader = Reader()
    reader.feed(sheet(text))
    assert not reader.open
    return {tag: [each.replace("\n", " ").strip(" ") for each in texts] for tag, texts in reader.found.items()}


def test_every_part_of_the_text_is_on_the_page() -> None:
    found = read(TEXT)
    assert found["title"] == found["h1"] == ["A <plan> & more"]
    assert found["h2"] == ["Is it fair?"]
    assert found["p"] == [
        "A plan that keeps every rule.",
        "100\xa0% of the reps are inside. Rep by rep: scorecard.csv.",
    ]
    assert found["th"] == ["share", "band", "lowest", "potential", "a|b"]
    assert found["td"] == ["±10\xa0%", "95.7\xa0%", "–", "5 * 3"]
    assert found["strong"] == ["A plan that keeps every rule.", "one"]
    assert found["code"] == ["scorecard.csv"]


def test_names_of_the_book_are_text_and_the_page_needs_nothing_else() -> None:
    page = sheet(TEXT)
    assert read(TEXT)["li"][1] == "<script>alert(1)</script>"
    assert not re.search(r"<(script|link|img|iframe)|url\(|@import|src=|https?:", page)


def test_marked_cells_and_the_figure_stand_where_they_belong() -> None:
    page = sheet(TEXT, "<figure>map</figure>")
    assert page.index("every rule.</strong>") < page.index("<figure>") < page.index("<h2>")
    assert '<div class="wide" tabindex="0"><table class="measures">' in page
    assert '<th scope="col">band</th>' in page
    assert '<th scope="row">potential</th>' in page
    assert "style=" not in page, "the page aligns its cells"


MARKED = st.text(alphabet="ab1 *_`|<>[]()\\&;#!-+=.~:%é\n", max_size=14) | st.text(max_size=10)


BEFORE = "who it is:"
"""In front of a name in a line."""


@given(MARKED)
@example("**Big** _Co_ `x` [home](https://example.com) <b>a|b</b>")
@example("1. FC")
@example("a:")
@example("who it is:")
@example("2024) *")
@example("&amp; a\\|b\\")
@example("![x](y)")
@example("__init__")
@example("# - > + ~~~ ===")
def test_a_name_is_text_wherever_it_stands(name: str) -> None:
    said = " ".join(name.split()).replace("\0", "\ufffd")
    texts = [("", plain(name)), ("", f"- {plain(name)}"), ("", f"# {plain(name)}"), (BEFORE, f"{BEFORE} {plain(name)}")]
    for before, text in [*texts, *(("", table) for table in tables(name))]:
        reader = Reader()
        reader.feed(f"<main>{blocks(text)}</main>")
        assert not {"a", "b", "code", "em", "img", "strong"} & reader.found.keys()
        told = " ".join(reader.found["main"][0].split())
        assert told.removeprefix(before).strip() == said


def tables(name: str) -> list[str]:
    """The name as a cell, under an empty heading."""
    return ["\n".join(grid(["", ""], [["", name]]))]
