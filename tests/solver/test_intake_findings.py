"""Every finding as a pair: the smallest input that has it, and the nearest one that does not."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
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


PINNED = {"active_deal": "pin"}
NAMED = everywhere("accounts", named="yes")
LISTED = [pair(account, rep) for account in EVEN for rep in ("WES", "EVE")]
ZERO = {"WES": "007", "EVE": "008"}

IDS = [
    Pair("missing-column", without("accounts", "account_id"), nothing, "accounts", says="account_id"),
    Pair("missing-column", without("reps", "rep_id"), nothing, "reps", says="rep_id"),
    Pair("missing-id", renamed("account_id", {"A2": " "}), nothing, "accounts", 3),
    Pair("missing-id", renamed("rep_id", {"EVE": ""}, "reps"), nothing, "reps", 3),
    Pair("duplicate-id", renamed("account_id", {"A3": "A1"}), nothing, "accounts", 4, ("A1",), "A1 in rows 2, 4"),
    Pair(
        "duplicate-id",
        renamed("account_id", {"A3": "A1 "}),
        renamed("account_id", {"A3": "a1"}),
        "accounts",
        4,
        ("A1",),
    ),
    Pair("duplicate-id", renamed("rep_id", {"EVE": "WES"}, "reps"), nothing, "reps", 3, ("WES",)),
    Pair("empty-book", keep("accounts", 0), keep("accounts", 8), "accounts"),
    Pair("empty-team", keep("reps", 0), keep("reps", 2), "reps"),
    Pair(
        "unknown-owner",
        put("A1", current_owner="ANN"),
        put("A1", current_owner=""),
        "accounts",
        2,
        ("A1",),
        "ANN (1 account)",
    ),
    Pair("unknown-owner", put("A1", current_owner="wes"), put("A1", current_owner="WES"), "accounts", 2, ("A1",)),
    Pair("unknown-rep", lock("A1", "ANN", "not"), lock("A1", "WES", "not"), "locks", 2, ("A1",), "ANN"),
    Pair("unknown-account", lock("A9", "WES", "not"), lock("A2", "WES", "not"), "locks", 2, ("A9",), "A9"),
    Pair("unknown-rep", pair("A1", "ANN"), pair("A1", "EVE"), "pairs", 2, ("A1",), "ANN"),
    Pair("unknown-account", pair("A9", "EVE"), pair("A1", "EVE"), "pairs", 2, ("A9",), "A9"),
    Pair("unknown-account", edge("A1", "Z9"), edge("A1", "B2"), "edges", 12, (), "Z9"),
    Pair("missing-id", edge("", "A1"), edge("B2", "A1"), "edges", 12),
    Pair("missing-id", lock("", "WES", "not"), lock("A1", "WES", "not"), "locks", 2),
    Pair("unknown-lock-kind", lock("A1", "WES", "keep"), lock("A1", "WES", "pinned"), "locks", 2, ("A1",)),
    Pair("not-a-date", lock("A1", "WES", "pinned", "31.3.2099"), lock("A1", "WES", "pinned", "2099-03-31"), "locks", 2),
    Pair(
        "not-a-date",
        lock("A1", "WES", "pinned", "2099-02-30"),
        lock("A1", "WES", "pinned", "2099-02-28 00:00:00"),
        "locks",
        2,
    ),
    Pair(
        "duplicate-pair",
        both(pair("A1", "EVE"), pair("A1", "EVE")),
        both(pair("A1", "EVE"), pair("A1", "WES")),
        "pairs",
        3,
    ),
    Pair(
        "duplicate-column", lambda v: setattr(v, "reps", pd.concat([v.reps, v.reps[["fte"]]], axis=1)), nothing, "reps"
    ),
    Pair("stray-spaces", put("A1", current_owner=" WES"), nothing, "accounts", 2, ("WES",), severity="warning"),
    Pair(
        "shortened-id",
        renamed("account_id", {"A1": "1.2E+11"}),
        renamed("account_id", {"A1": "12E11"}),
        "accounts",
        2,
        severity="warning",
    ),
    Pair("not-text", put("A1", current_owner=12.5), put("A1", current_owner="WES"), "accounts", 2),
]

CELLS = [
    Pair("not-a-number", put("A2", potential="ten"), put("A2", potential="10"), "accounts", 3, ("A2",)),
    Pair("not-a-number", put("A2", potential="$10"), put("A2", potential="+10."), "accounts", 3, ("A2",)),
    Pair("not-a-number", put("A2", potential="1_0"), put("A2", potential="1e1"), "accounts", 3, ("A2",)),
    Pair("not-a-number", put("A2", potential="٣"), put("A2", potential=".3"), "accounts", 3, ("A2",)),
    Pair("not-a-number", put("A2", potential=True), put("A2", potential=1), "accounts", 3, ("A2",)),
    Pair(
        "number-format",
        put("A2", potential="1.234,5"),
        put("A2", potential="1234.5"),
        "accounts",
        3,
        ("A2",),
        "1.234,5",
    ),
    Pair("number-format", put("A2", potential="1,234"), put("A2", potential="1.234"), "accounts", 3, ("A2",)),
    Pair("number-format", put("A2", potential="1 234"), put("A2", potential=" 1234 "), "accounts", 3, ("A2",)),
    Pair("infinite", put("A2", potential="inf"), nothing, "accounts", 3, ("A2",)),
    Pair("infinite", put("A2", potential="1e999"), put("A2", potential="1e9"), "accounts", 3, ("A2",)),
    Pair("infinite", put("A2", potential=np.inf), put("A2", potential=np.float64(3)), "accounts", 3, ("A2",)),
    Pair("not-stated", put("A2", potential="NaN"), nothing, "accounts", 3, ("A2",), "NaN"),
    Pair("spreadsheet-error", put("A2", potential="#REF!"), nothing, "accounts", 3, ("A2",), "#REF!"),
    Pair("spreadsheet-error", put("A2", segment="#N/A"), put("A2", segment="# 1"), "accounts", 3, ("A2",)),
    Pair("spreadsheet-error", put("A2", current_owner="#VALUE!"), nothing, "accounts", 3, ("A2",)),
    Pair("formula-without-value", put("A2", potential="=B2*2"), nothing, "accounts", 3, ("A2",)),
    Pair("negative", put("A2", potential="-0.01"), put("A2", potential="-0"), "accounts", 3, ("A2",)),
    Pair("negative", put("A2", workload="-1"), put("A2", workload="0"), "accounts", 3, ("A2",)),
    Pair("negative", pair("A1", "EVE", workload="-1"), pair("A1", "EVE", cost="-1"), "pairs", 2, ("A1",)),
    Pair("too-large", put("A2", potential="1e16"), put("A2", potential="1e15"), "accounts", 3, ("A2",)),
    Pair("not-a-number", pair("A1", "EVE", cost="free"), pair("A1", "EVE", cost="0"), "pairs", 2, ("A1",)),
    Pair("not-yes-or-no", put("A2", named="maybe"), put("A2", named="X"), "accounts", 3, ("A2",)),
    Pair("not-yes-or-no", pair("A1", "EVE", allowed="never"), pair("A1", "EVE", allowed="FALSE"), "pairs", 2),
    Pair("not-above-zero", put("WES", fte="0"), put("WES", fte="0.1"), "reps", 2, ("WES",)),
    Pair("not-above-zero", put("EVE", ramp="0.0"), put("EVE", ramp=""), "reps", 3, ("EVE",)),
    Pair("negative", put("WES", fte="-1"), nothing, "reps", 2, ("WES",)),
    Pair("not-whole", put("WES", max_accounts="4.5"), put("WES", max_accounts="5.0"), "reps", 2, ("WES",)),
    Pair("coordinates-out-of-range", put("A2", lat="91", lon="200"), put("A2", lat="-1"), "accounts", 3, ("A2",)),
    Pair("coordinates-out-of-range", put("A2", lon="180.1"), put("A2", lon="2"), "accounts", 3, ("A2",)),
    Pair("coordinates-out-of-range", put("WES", lat="-90.5", lon="-91"), nothing, "reps", 2, ("WES",)),
    Pair("swapped-coordinates", put("A2", lat="-91", lon="2"), nothing, "accounts", 3, ("A2",)),
    Pair("half-a-place", put("A2", lon=""), nothing, "accounts", 3, ("A2",)),
    Pair("missing-place", put("A2", lat="", lon=""), rules(missing={"coordinates": "ignore"}), "accounts", 3, ("A2",)),
    Pair("missing-home", put("EVE", lat="", lon=""), nothing, "reps", 3, ("EVE",)),
]

VALUES = [
    Pair("missing-column", without("accounts", "potential"), nothing, "accounts", says="its band"),
    Pair("missing-value", put("A2", potential=""), put("A2", potential="0"), "accounts", 3, ("A2",), "its band"),
    Pair("missing-value", put("A2", workload=None), put("A2", workload=0.0), "accounts", 3, ("A2",), "its band"),
    Pair(
        "no-median",
        both(rules(missing={"potential": "median"}), everywhere("accounts", potential="")),
        nothing,
        "accounts",
        2,
    ),
    Pair(
        "no-median",
        both(rules(missing={"potential": "segment_median"}), put("A2", potential="", segment="new")),
        both(rules(missing={"potential": "segment_median"}), put("A2", potential="")),
        "accounts",
        3,
        ("A2",),
        "new",
    ),
    Pair(
        "no-median",
        both(rules(missing={"potential": "segment_median"}), put("A2", potential="", segment="")),
        both(rules(missing={"potential": "median"}), put("A2", potential="", segment="")),
        "accounts",
        3,
        ("A2",),
        "(blank)",
    ),
    Pair(
        "empty-book",
        both(rules(missing={"potential": "exclude"}), everywhere("accounts", potential="")),
        both(rules(missing={"potential": "exclude"}), put("A2", potential="")),
        "accounts",
    ),
    Pair("nothing-to-share", everywhere("accounts", potential="0"), nothing, "accounts", says="adds up to 0"),
    Pair(
        "missing-capacity",
        both(rules(limits={"capacity": 1.0}), put("EVE", capacity_hours_year="")),
        put("EVE", capacity_hours_year=""),
        "reps",
        3,
        ("EVE",),
    ),
    Pair(
        "missing-column", both(rules(limits={"capacity": 1}), without("reps", "capacity_hours_year")), nothing, "reps"
    ),
    Pair(
        "larger-than-band",
        put("A1", potential="271"),
        put("A1", potential="195"),
        "accounts",
        2,
        ("A1",),
        "25.8%",
        "warning",
    ),
]

RULES = [
    Pair("bad-rule", rules(bands={"potential": -0.1}), rules(bands={"potential": 0}), "rules", says="bands.potential"),
    Pair("bad-rule", rules(bands={"potential": 10}), rules(bands={"potential": 1.0}), "rules", says="bands.potential"),
    Pair("bad-rule", rules(bands={"potential": True}), nothing, "rules"),
    Pair("bad-rule", rules(bands={"potential": float("nan")}), nothing, "rules"),
    Pair("bad-rule", rules(goal={"potential": -1}), rules(goal={"potential": 0}), "rules", says="goal.potential"),
    Pair("unknown-column", rules(goal={"mean_visits": 1}), rules(goal={"mean_workload": 1}), "rules", says="visits"),
    Pair(
        "ambiguous-term",
        both(everywhere("accounts", mean_workload="3"), rules(goal={"mean_workload": 1})),
        both(everywhere("accounts", mean_workload="3"), rules(goal={"workload": 1})),
        "rules",
    ),
    Pair("reserved-name", rules(goal={"mean_travel": 1}), rules(goal={"travel": 1}), "rules"),
    Pair("reserved-name", rules(bands={"reassigned_accounts": 1}), rules(goal=["reassigned_accounts"]), "rules"),
    Pair("bad-rule", rules(goal=[]), rules(goal=["potential"]), "rules", says="goal.order"),
    Pair("bad-rule", rules(goal=["potential", {}]), rules(goal=["potential", {"travel": 0}]), "rules", says="[2]"),
    Pair("bad-rule", rules(goal=["potential", 5]), rules(goal={"order": ["potential"]}), "rules", says="[2]"),
    Pair("bad-rule", rules(goal=[{"potential": -1}]), rules(goal=[{"potential": 0}]), "rules", says="[1].potential"),
    Pair("bad-rule", rules(goal=5), rules(goal={}), "rules"),
    Pair("unknown-column", rules(goal=["potential", "visits"]), rules(goal=["potential", "workload"]), "rules"),
    Pair(
        "term-twice",
        rules(goal=["potential", {"travel": 1, "potential": 2}]),
        rules(goal=["potential", {"travel": 1, "mean_potential": 2}]),
        "rules",
        says="goal.order[2] names potential",
    ),
    Pair("order-and-weights", rules(goal={"order": ["potential"], "travel": 1}), nothing, "rules"),
    Pair("no-costs", rules(goal=["potential", "cost"]), rules(goal=["potential", "travel"]), "pairs"),
    Pair("bad-rule", rules(limits={"reassigned_accounts": 1.01}), rules(limits={"reassigned_accounts": 1}), "rules"),
    Pair("bad-rule", rules(limits={"reassigned_potential": -0.01}), rules(limits={"reassigned_potential": 0}), "rules"),
    Pair("bad-rule", rules(limits={"lost_per_rep": 2}), rules(limits={"lost_per_rep": 0.2}), "rules"),
    Pair("bad-rule", rules(limits={"capacity": 0}), rules(limits={"capacity": 1.1}), "rules"),
    Pair(
        "bad-rule", rules(limits={"named_accounts_per_rep": 2.5}), rules(limits={"named_accounts_per_rep": 0}), "rules"
    ),
    Pair("bad-rule", rules(limits={"moved_this_year": -1}), rules(limits={"moved_this_year": 1}), "rules"),
    Pair("unknown-column", rules(limits={"moved_this_year": "mvd"}), rules(limits={"moved_this_year": 0}), "rules"),
    Pair("unknown-column", rules(bands={"potental": 0.1}), rules(bands={"potential": 0.1}), "rules", says="potental"),
    Pair(
        "unknown-column",
        rules(goal={"visits": 1}),
        both(everywhere("accounts", visits="3"), rules(goal={"visits": 1})),
        "rules",
    ),
    Pair(
        "unknown-column",
        rules(protect={"deal": "pin"}),
        both(rules(protect={"deal": "pin"}), put("A1", deal="x")),
        "rules",
    ),
    Pair("bad-rule", rules(protect={"segment": "stay"}), nothing, "rules", says="protect.segment"),
    Pair("reserved-name", rules(bands={"travel": 0.1}), rules(goal={"travel": 0.1}), "rules"),
    Pair("reserved-name", rules(goal={"lat": 1}), rules(goal={"workload": 1}), "rules"),
    Pair("bad-rule", rules(missing={"potential": "mean"}), rules(missing={"potential": 5}), "rules"),
    Pair("bad-rule", rules(missing={"potential": "ignore"}), rules(missing={"coordinates": "ignore"}), "rules"),
    Pair("bad-rule", rules(missing={"coordinates": 0}), rules(missing={"coordinates": "exclude"}), "rules"),
    Pair("unknown-column", rules(missing={"potencial": "median"}), rules(missing={"workload": "median"}), "rules"),
    Pair("bad-rule", rules(owners="ignore"), rules(owners="vacate"), "rules", says="owners"),
    Pair("bad-rule", rules(as_of="2027-01-01"), nothing, "rules", says="as_of"),
    Pair("bad-rule", rules(pairs_only="no"), rules(pairs_only=False), "rules", says="pairs_only"),
    Pair("no-pairs", rules(pairs_only=True), both(rules(pairs_only=True), *LISTED), "pairs"),
    Pair("no-costs", rules(goal={"cost": 1}), both(rules(goal={"cost": 1}), pair("A1", "WES", cost="2")), "pairs"),
    Pair("no-edges", both(rules(contiguous=True), keep("edges", 0)), rules(contiguous=True), "edges"),
    Pair(
        "limit-used-up",
        rules(limits={"reassigned_accounts": 0.5, "moved_this_year": 4}),
        rules(limits={"reassigned_accounts": 0.5, "moved_this_year": 3}),
        "rules",
        says="4 accounts",
    ),
]

CONTRADICTIONS = [
    Pair(
        "pinned-to-two-reps",
        both(lock("A1", "WES", "pinned"), lock("A1", "EVE", "pinned")),
        both(lock("A1", "WES", "pinned"), lock("A2", "EVE", "pinned")),
        "locks",
        2,
        ("A1",),
        "A1 to WES by a lock and to EVE by a lock",
    ),
    Pair(
        "pinned-to-two-reps",
        both(rules(protect=PINNED), put("B4", active_deal="x"), lock("B4", "WES", "pinned")),
        both(rules(protect=PINNED), put("B4", active_deal="x"), lock("B4", "EVE", "pinned")),
        "locks",
        2,
        ("B4",),
        "protect (active_deal)",
    ),
    Pair(
        "pinned-and-forbidden",
        both(lock("A1", "WES", "pinned"), lock("A1", "WES", "not")),
        both(lock("A1", "WES", "pinned"), lock("A1", "EVE", "not")),
        "locks",
        2,
        ("A1",),
        "a lock says: not this rep",
    ),
    Pair(
        "pinned-and-forbidden",
        both(rules(protect=PINNED), put("B4", active_deal="x"), lock("B4", "EVE", "not")),
        both(rules(protect=PINNED), put("B4", active_deal="no"), lock("B4", "EVE", "not")),
        "locks",
        2,
        ("B4",),
        "protect (active_deal)",
    ),
    Pair(
        "pinned-and-forbidden",
        both(lock("A1", "WES", "pinned"), pair("A1", "WES", allowed="no")),
        both(lock("A1", "WES", "pinned"), pair("A1", "WES", allowed="yes")),
        "locks",
        2,
        ("A1",),
        "the pairs table says",
    ),
    Pair(
        "pinned-and-forbidden",
        both(rules(pairs_only=True), *LISTED[1:], lock("A1", "WES", "pinned")),
        both(rules(pairs_only=True), *LISTED[1:], lock("A1", "EVE", "pinned")),
        "locks",
        2,
        ("A1",),
        "not listed",
    ),
    Pair(
        "no-rep-allowed",
        both(lock("A3", "WES", "not"), lock("A3", "EVE", "not")),
        lock("A3", "WES", "not"),
        "accounts",
        4,
        ("A3",),
    ),
    Pair(
        "no-rep-allowed",
        both(lock("A3", "WES", "not"), pair("A3", "EVE", allowed="no")),
        both(lock("A3", "WES", "not"), pair("A3", "EVE", allowed="")),
        "accounts",
        4,
        ("A3",),
    ),
    Pair(
        "no-rep-allowed",
        both(rules(pairs_only=True), *LISTED[2:]),
        both(rules(pairs_only=True), *LISTED[1:]),
        "accounts",
        2,
        ("A1",),
    ),
    Pair(
        "pinned-over-cap",
        both(put("WES", max_accounts="1"), lock("A1", "WES", "pinned"), lock("A2", "WES", "pinned")),
        both(put("WES", max_accounts="2"), lock("A1", "WES", "pinned"), lock("A2", "WES", "pinned")),
        "reps",
        2,
        ("WES",),
        "A1, A2",
    ),
    Pair(
        "pinned-over-cap",
        both(NAMED, put("WES", max_named="1"), lock("A1", "WES", "pinned"), lock("A2", "WES", "pinned")),
        both(
            put("A1", named="yes"), put("WES", max_named="1"), lock("A1", "WES", "pinned"), lock("A2", "WES", "pinned")
        ),
        "reps",
        2,
        ("WES",),
        "2 named accounts",
    ),
    Pair(
        "pinned-over-cap",
        both(
            rules(limits={"capacity": 1.0}),
            put("WES", capacity_hours_year="6.9"),
            lock("A1", "WES", "pinned"),
            lock("B4", "WES", "pinned"),
        ),
        both(
            rules(limits={"capacity": 1.0}),
            put("WES", capacity_hours_year="7"),
            lock("A1", "WES", "pinned"),
            lock("B4", "WES", "pinned"),
        ),
        "reps",
        2,
        ("WES",),
        "hours",
    ),
    Pair(
        "pinned-over-cap",
        both(
            rules(protect=PINNED), put("EVE", max_accounts="1"), put("B3", active_deal="x"), put("B4", active_deal="x")
        ),
        both(
            rules(protect=PINNED), put("EVE", max_accounts="1"), put("B3", active_deal=""), put("B4", active_deal="x")
        ),
        "reps",
        3,
        ("EVE",),
    ),
    Pair(
        "over-caps-in-total",
        both(put("WES", max_accounts="4"), put("EVE", max_accounts="3")),
        both(put("WES", max_accounts="4"), put("EVE", max_accounts="4")),
        "reps",
    ),
    Pair("over-caps-in-total", everywhere("reps", max_accounts="3"), put("WES", max_accounts="3"), "reps"),
    Pair(
        "over-caps-in-total",
        both(NAMED, rules(limits={"named_accounts_per_rep": 3})),
        both(NAMED, rules(limits={"named_accounts_per_rep": 4})),
        "reps",
        says="8 named accounts",
    ),
    Pair(
        "over-capacity",
        both(rules(limits={"capacity": 1.0}), everywhere("reps", capacity_hours_year="9.9")),
        both(rules(limits={"capacity": 1.0}), everywhere("reps", capacity_hours_year="10")),
        "reps",
        severity="warning",
    ),
    Pair(
        "shared-home",
        both(rules(contiguous=True), put("EVE", lat="1.2", lon="0.2")),
        both(rules(contiguous=True), put("EVE", lat="0.2", lon="0.2")),
        "reps",
        ids=("WES", "EVE", "A1"),
        says="WES and EVE have the same home unit, A1",
    ),
    Pair(
        "home-pinned-away",
        both(rules(contiguous=True), lock("B4", "WES", "pinned")),
        both(rules(contiguous=True), lock("B4", "EVE", "pinned")),
        "reps",
        3,
        ("EVE",),
        "B4",
    ),
    Pair(
        "home-forbidden",
        both(rules(contiguous=True), lock("B4", "EVE", "not")),
        both(rules(contiguous=True), lock("B4", "WES", "not")),
        "reps",
        3,
        ("EVE",),
        "B4",
    ),
    Pair(
        "home-forbidden",
        both(rules(contiguous=True, pairs_only=True), *LISTED[1:]),
        both(rules(contiguous=True, pairs_only=True), *LISTED[:-2], LISTED[-1]),
        "reps",
        2,
        ("WES",),
        "A1",
    ),
    Pair(
        "missing-home",
        both(rules(contiguous=True, goal={}), everywhere("reps", lat="", lon="")),
        both(rules(goal={}), everywhere("reps", lat="", lon="")),
        "reps",
        2,
        ("WES", "EVE"),
    ),
]

EVERY = {
    f"{group}-{at}-{pair.code}": pair
    for group, pairs in {
        "ids": IDS,
        "cells": CELLS,
        "values": VALUES,
        "rules": RULES,
        "contradictions": CONTRADICTIONS,
    }.items()
    for at, pair in enumerate(pairs)
}


@pytest.mark.parametrize("name", EVERY)
def test_the_fault_is_said_where_it_is(name: str) -> None:
    case = EVERY[name]
    valley = new_valley()
    case.faulty(valley)
    finding = valley.found(case.code)
    assert finding is not None, valley.findings()
    assert (finding.severity, finding.table) == (case.severity, case.table)
    assert finding.row == case.row or case.row is None
    assert finding.ids == case.ids or not case.ids
    assert case.says in finding.message
    assert finding.fix or finding.severity == "warning"


@pytest.mark.parametrize("name", EVERY)
def test_the_nearest_sound_input_is_accepted(name: str) -> None:
    case = EVERY[name]
    valley = new_valley()
    case.sound(valley)
    assert valley.errors() == []
    assert valley.found(case.code) is None
