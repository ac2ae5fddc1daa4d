"""What is worth knowing about the land: said by geo without rows or files, which those who ask add."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Remark:
    """One kind of thing that is wrong (error), worth knowing (warning) or done by rule (note).

    `ids` : the units or codes concerned. `at` : their positions in what was asked, where that is a list of rows.
    """

    code: str
    message: str
    fix: str = ""
    ids: tuple[str, ...] = ()
    at: tuple[int, ...] = ()
    severity: Literal["error", "warning", "note"] = "warning"


def some(ids: "tuple[str, ...] | list[str]", most: int = 5) -> str:
    """`13121, 13089 and 14 more`."""
    shown = ", ".join(ids[:most])
    return shown if len(ids) <= most else f"{shown} and {len(ids) - most:,} more"
