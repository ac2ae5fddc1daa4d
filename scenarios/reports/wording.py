"""Numbers and tables as a leader reads them, in Markdown."""

import math
import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, Context, Decimal

from solver.counts import count_of, spoken
from solver.judge.scorecard import label


def share(value: float | None, digits: int = 1) -> str:
    """0.0834 → `8.3 %`; a dash where there is no number."""
    return "–" if value is None or not math.isfinite(value) else f"{100 * value:.{digits}f} %"


def at_most(value: float | None) -> str:
    """A share rounded up, so that "no more than" stays true: 0.00801 → `0.81 %`."""
    if value is None or not math.isfinite(value):
        return "–"
    return f"{math.ceil(value * 1e4 - 1e-9) / 100:.2f} %"


def at_least(value: float | None, digits: int = 6) -> str:
    """A number rounded down to so many significant digits, so that "no less than" stays true."""
    if value is None or not math.isfinite(value):
        return "–"
    near = Decimal(value).normalize(Context(prec=digits, rounding=ROUND_FLOOR))
    return f"{near:f}" if -4 <= near.adjusted() <= 15 or not near else f"{near:e}"


def points(value: float, *, up: bool) -> str:
    """A share in points, rounded to the side on which the sentence around it stays true: 0.03125 → `3.13` or `3.12`."""
    turn = math.ceil if up else math.floor
    return f"{turn(round(value * 1e4, 6)) / 100:.2f}"


def amount(value: float | None) -> str:
    """Thousands apart, no idle decimals."""
    if value is None or not math.isfinite(value):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.4g}"


def measure_name(name: str) -> str:
    """A measure in a sentence: `hours`, `accounts with tier A`."""
    return spoken(name) if count_of(name) else label(name)


def counted(number: int, one: str, many: str = "") -> str:
    """`1 account`, `2,000 accounts`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def lasted(seconds: float) -> str:
    """`less than a second`, `1 second`, `75 seconds`."""
    return "less than a second" if seconds < 0.5 else counted(round(seconds), "second")


MARKS = re.compile(
    r"""[`<\[\]]                          # code, tags, links
      | \\(?=[^\w\s]|$)                # a backslash that would take what follows for text
      | \*+(?=\S) | (?<=\S)\*+        # stars that touch a word
      | (?<![^\W_])_+ | _+(?![^\W_])    # underlines at the edge of a word
      | &(?=\#?\w+;)                   # entities
      | ^[>#=~] | (?<=\s)\#+$          # headings, quotes, fences
      | ^[-+*](?=\s|$|[-+*]) | ^\d{1,9}[.)](?=\s|$)  # lists, rules
    """,
    re.VERBOSE | re.ASCII,
)
"""What Markdown (CommonMark 0.31, with tables) would take for a mark."""


def plain(text: str) -> str:
    """Text from a book, a file or a message as Markdown that reads as just that: a name brings no marks of its own."""
    return MARKS.sub(lambda found: re.sub(r"\W|_", r"\\\g<0>", found.group()), " ".join(text.split()))


def grid(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table of plain texts: the first column to the left, numbers to the right."""
    ruler = _line([":--", *["--:"] * (len(header) - 1)])
    return [_cells(header), ruler, *(_cells(row) for row in rows)]


def _cells(texts: Iterable[str]) -> str:
    return _line(plain(text).replace("|", "\\|") for text in texts)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
