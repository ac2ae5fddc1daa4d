"""Pairs of inputs: the smallest that has a finding, and the nearest one that does not; and how valleys are changed."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pytest

from tests.conftest import EVEN, Valley, new_valley

Change = Callable[[Valley], object]


@dataclass
class Pair:
    """`sound` and `faulty` change the valley; the fault is said with `code`, at a table and row, naming `ids`."""

    code: str
    faulty: Change
    sound: Change
    table: str
    row: int | None = None
    ids: tuple[str, ...] = ()
    says: str = ""
    severity: str = "error"

    def is_said(self) -> None:
        """The fault is said where it is."""
        valley = new_valley()
        self.faulty(valley)
        finding = valley.found(self.code)
        assert finding is not None, valley.findings()
        assert (finding.severity, finding.table) == (self.severity, self.table)
        assert finding.row == self.row or self.row is None
        assert finding.ids == self.ids or not self.ids
        assert self.says in finding.message
        assert finding.fix or finding.severity == "warning"

    def is_needed(self) -> None:
        """The nearest sound input is accepted."""
        valley = new_valley()
        self.sound(valley)
        assert valley.errors() == []
        assert valley.found(self.code) is None


def put(id_: str, **cells: object) -> Change:
    return lambda valley: valley.put(id_, **cells)


def rules(**changed: object) -> Change:
    return lambda valley: valley.set(**changed)


def both(*changes: Change) -> Change:
    def change(valley: Valley) -> None:
        for each in changes:
            each(valley)

    return change


def edge(a: str, b: str) -> Change:
    def change(valley: Valley) -> None:
        valley.set(contiguous=True)
        valley.edges = pd.concat(
            [valley.edges, pd.DataFrame([[a, b]], columns=["unit_a", "unit_b"])], ignore_index=True
        )

    return change


def lock(account: str, rep: str, kind: str, expires: str = "") -> Change:
    return lambda valley: valley.lock(account, rep, kind, expires)


def pair(account: str, rep: str, **cells: str) -> Change:
    return lambda valley: valley.pair(account, rep, **cells)


def nothing(_: Valley) -> None:
    pass


def everywhere(table: str, **columns: object) -> Change:
    def change(valley: Valley) -> None:
        for column, value in columns.items():
            getattr(valley, table)[column] = value

    return change


def keep(table: str, rows: int) -> Change:
    return lambda valley: setattr(valley, table, getattr(valley, table).iloc[:rows])


def without(table: str, column: str) -> Change:
    return lambda valley: setattr(valley, table, getattr(valley, table).drop(columns=column))


def renamed(column: str, ids: dict[str, str], table: str = "accounts") -> Change:
    return lambda valley: setattr(valley, table, getattr(valley, table).replace({column: ids}))


def every(*pairs: Pair) -> pytest.MarkDecorator:
    """One case for each pair."""
    return pytest.mark.parametrize(
        "case", [pytest.param(pair, id=f"{at}-{pair.code}") for at, pair in enumerate(pairs)]
    )


PINNED = {"active_deal": "pin"}
NAMED = everywhere("accounts", named="yes")
LISTED = [pair(account, rep) for account in EVEN for rep in ("WES", "EVE")]
