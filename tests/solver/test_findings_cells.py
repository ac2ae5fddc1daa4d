"""Cells that cannot be read, and values that are needed and missing."""

import numpy as np

from tests.solver.intake_pairs import Pair, both, every, everywhere, nothing, pair, put, rules, without


def potential(code: str, bad: object, good: object = 10, says: str = "") -> Pair:
    """A cell of the potential column."""
    return Pair(code, put("A2", potential=bad), put("A2", potential=good), "accounts", 3, ("A2",), says)


PAIRS = [
    potential("not-a-number", "ten", "10"),
    potential("not-a-number", "$10", "+10."),
    potential("not-a-number", "1_0", "1e1"),
    potential("not-a-number", "٣", ".3"),
    potential("not-a-number", True, 1),
    potential("number-format", "1.234,5", "1234.5", says="1.234,5"),
    potential("number-format", "1,234", "1.234"),
    potential("number-format", "1 234", " 1234 "),
    potential("infinite", "inf"),
    potential("infinite", "1e999", "1e9"),
    potential("infinite", np.inf, np.float64(3)),
    potential("not-stated", "NaN", says="NaN"),
    potential("spreadsheet-error", "#REF!", says="#REF!"),
    Pair("spreadsheet-error", put("A2", segment="#N/A"), put("A2", segment="# 1"), "accounts", 3, ("A2",)),
    Pair("spreadsheet-error", put("A2", current_owner="#VALUE!"), nothing, "accounts", 3, ("A2",)),
    potential("formula-without-value", "=B2*2"),
    potential("negative", "-0.01", "-0"),
    Pair("negative", put("A2", workload="-1"), put("A2", workload="0"), "accounts", 3, ("A2",)),
    Pair("negative", pair("A1", "EVE", workload="-1"), pair("A1", "EVE", cost="-1"), "pairs", 2, ("A1",)),
    potential("too-large", "1e16", "1e15"),
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
    Pair("missing-column", without("accounts", "potential"), nothing, "accounts", says="its band"),
    potential("missing-value", "", "0", says="its band"),
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


@every(*PAIRS)
def test_the_fault_is_said_where_it_is(case: Pair) -> None:
    case.is_said()


@every(*PAIRS)
def test_the_nearest_sound_input_is_accepted(case: Pair) -> None:
    case.is_needed()
