"""Rules that cannot be meant as they are written."""

from tests.solver.intake_pairs import LISTED, Pair, both, every, everywhere, keep, nothing, pair, put, rules, without

PAIRS = [
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
    Pair("bad-rule", rules(limits={"top_five": 0}), rules(limits={"top_five": 1}), "rules"),
    Pair("bad-rule", rules(limits={"top_five": 1.01}), rules(limits={"top_five": 0.99}), "rules"),
    Pair(
        "bad-rule",
        rules(bands={"potential": 0.5}, references={"potential": "mean"}),
        rules(bands={"potential": 0.5}, references={"potential": "median"}),
        "rules",
        says="references.potential",
    ),
    Pair(
        "bad-rule",
        rules(bands={}, references={"potential": "median"}),
        rules(bands={"potential": 0.5}, references={"potential": "fair_share"}),
        "rules",
        says="has no band",
    ),
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
    Pair("reserved-name", rules(bands={"lat=1": 0.1}), rules(bands={"segment=mid": 0.5}), "rules", says="lat=1"),
    Pair("reserved-name", rules(bands={"named=yes": 0.1}), rules(bands={"accounts": 0.5}), "rules", says="named=yes"),
    Pair("reserved-name", rules(goal={"workload=4": 1}), rules(goal={"segment=mid": 1}), "rules"),
    Pair("bad-rule", rules(bands={"segment=": 0.1}), rules(bands={"segment = mid": 0.5}), "rules", says="segment="),
    Pair("bad-rule", rules(goal={"=mid": 1}), rules(goal={"segment=mid": 1}), "rules", says="=mid"),
    Pair("unknown-column", rules(bands={"segmnt=mid": 0.5}), rules(bands={"segment=mid": 0.5}), "rules"),
    Pair("unknown-column", rules(missing={"accounts": 1}), rules(bands={"accounts": 0.5}), "rules"),
    Pair(
        "unknown-value",
        rules(bands={"segment=Mid": 0.5}),
        rules(bands={"segment=mid": 0.5}),
        "rules",
        says="there are: smb (4), mid (4)",
    ),
    Pair("unknown-value", rules(goal={"segment=big": 1}), rules(goal={"segment=smb": 1}), "rules", says="goal names"),
    Pair(
        "ambiguous-measure",
        both(rules(bands={"accounts": 0.5}), everywhere("accounts", accounts="3")),
        both(rules(bands={"sites": 0.5}), everywhere("accounts", sites="3")),
        "rules",
        says="a column has that name too",
    ),
    Pair(
        "ambiguous-measure",
        both(rules(goal={"segment=mid": 1}), without("accounts", "lat"), everywhere("accounts", **{"segment=mid": 3})),
        rules(goal={"segment=mid": 1}),
        "rules",
    ),
    Pair(
        "no-whole-number",
        both(rules(bands={"segment=smb": 0.24}), put("EVE", fte="0.5")),
        both(rules(bands={"segment=smb": 0.26}), put("EVE", fte="0.5")),
        "rules",
        ids=("EVE",),
        says="share of 1.333 that EVE has",
        severity="warning",
    ),
    Pair(
        "no-whole-number",
        both(rules(bands={"segment=mid": 0.5}), put("EVE", fte="0.1")),
        both(rules(bands={"segment=mid": 1.0}), put("EVE", fte="0.1")),
        "rules",
        severity="warning",
    ),
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


@every(*PAIRS)
def test_the_fault_is_said_where_it_is(case: Pair) -> None:
    case.is_said()


@every(*PAIRS)
def test_the_nearest_sound_input_is_accepted(case: Pair) -> None:
    case.is_needed()
