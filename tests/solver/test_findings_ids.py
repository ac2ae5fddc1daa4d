"""Ids and columns that are missing, doubled, misspelt or of the wrong kind."""

import pandas as pd

from tests.solver.intake_pairs import Pair, both, edge, every, keep, lock, nothing, pair, put, renamed, without

PAIRS = [
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


@every(*PAIRS)
def test_the_fault_is_said_where_it_is(case: Pair) -> None:
    case.is_said()


@every(*PAIRS)
def test_the_nearest_sound_input_is_accepted(case: Pair) -> None:
    case.is_needed()
