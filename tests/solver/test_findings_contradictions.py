"""Rules, locks, homes and caps that exclude each other."""

from tests.solver.intake_pairs import LISTED, NAMED, PINNED, Pair, both, every, everywhere, lock, pair, put, rules

PAIRS = [
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


@every(*PAIRS)
def test_the_fault_is_said_where_it_is(case: Pair) -> None:
    case.is_said()


@every(*PAIRS)
def test_the_nearest_sound_input_is_accepted(case: Pair) -> None:
    case.is_needed()
