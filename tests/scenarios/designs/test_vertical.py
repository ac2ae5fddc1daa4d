"""Reps own industries: who may own what, thin verticals by rule only, and everything that is wrong said at once."""

import datetime
import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.designs.design import Design, Tables
from scenarios.designs.thin import Thin
from scenarios.designs.vertical import Verticals, vertical
from solver.rules import Rules
from tests.conftest import Valley
from tests.scenarios.designs.books import books, column, errors, found, may_own, plans, tables, unchanged, valley

INDUSTRIES = "Hospitals health+care Energy Energy Mining _ Health+Care energy"
"""Potential: Hospitals 40, Health Care 30, Energy 80 (10 + 40 + 30), Mining 30, blank 20; a fair share is 100."""
NAMES = {"Hospitals": "Health Care"}


def carved(wes: str, eve: str, settings: Verticals, rules: Rules | None = None) -> Design:
    made = valley({"industry": INDUSTRIES}, {"verticals": f"{wes} {eve}"})
    return vertical(tables(made), rules or Rules(), settings)


def test_names_make_one_vertical_of_several_industries_however_they_are_spelt() -> None:
    design = carved("Health+Care;Mining", "ENERGY", Verticals(names=NAMES, blank="anybody"))
    assert errors(design) == []
    health, energy = "Health Care", "Energy"
    assert column(design, "vertical") == [health, health, energy, energy, "Mining", "", health, energy]
    assert column(design, "vertical_served") == column(design, "vertical")
    assert design.rules.serves == {"vertical_served": "verticals"}
    wes, eve = may_own(design).T
    assert "".join("WE"[int(not w)] if w != e else "*" for w, e in zip(wes, eve, strict=True)) == "WWEEW*WE"


def test_the_sizes_of_all_verticals_are_told_in_fair_shares() -> None:
    design = carved("Health+Care;Mining", "*", Verticals(names=NAMES, blank="anybody"))
    assert found(design, "vertical-sizes").message == (
        "fair shares of potential by vertical: Energy: 0.8 fair shares for 1 rep; "
        "Health Care: 0.7 fair shares for 2 reps; Mining: 0.3 fair shares for 2 reps; anybody may own another 0.2"
    )


def test_everything_that_is_wrong_is_said_at_once_with_near_names() -> None:
    settings = Verticals(names={"Hospital": "Health Care"}, blank="Minning")
    design = carved("Helth+Care;Enrgy", "_", settings)
    assert sorted(errors(design)) == [
        "no-vertical",
        "nobody-serves",
        "unknown-vertical",
        "unknown-vertical",
        "unknown-vertical",
        "unknown-vertical",
    ]
    said = {f.message: f.fix for f in design.findings if f.code == "unknown-vertical"}
    assert said == {
        "verticals.names names Hospital, which is no industry of the accounts": "did you mean Hospitals?",
        "no account is in the vertical Helth Care – WES": "did you mean Health Care?",
        "no account is in the vertical Enrgy – WES": "did you mean Energy?",
        "verticals.blank names Minning, which is no vertical of the accounts": "did you mean Mining?",
    }
    nobody = found(design, "nobody-serves")
    assert "Energy (3 accounts), Health Care (2 accounts), Hospitals (1 account), Mining (1 account)" in nobody.message
    assert "is Energy the Enrgy that reps list?" in nobody.fix
    assert nobody.ids == ("A1", "A2", "A3", "A4", "B1", "B3", "B4")
    assert found(design, "no-vertical").row == 3


def test_an_industry_that_was_merged_away_is_no_longer_a_name_for_reps() -> None:
    design = carved("Hospitals;Mining", "Energy;Health+Care", Verticals(names=NAMES, blank="anybody"))
    assert found(design, "merged-vertical").fix == "write Health Care"


@pytest.mark.parametrize("blank", ["error", "anybody", "mining"])
def test_what_a_blank_industry_means(blank: str) -> None:
    design = carved("Health+Care;Mining", "Energy", Verticals(names=NAMES, blank=blank))
    finding = found(design, "blank-vertical")
    assert (finding.row, finding.ids, finding.severity == "error") == (7, ("B2",), blank == "error")
    assert column(design, "vertical")[5] == ("Mining" if blank == "mining" else "")


def test_thin_verticals_are_shared_only_by_rule() -> None:
    assert errors(carved("Health+Care", "Energy", Verticals(names=NAMES, blank="anybody"))) == ["nobody-serves"]
    share = Verticals(names=NAMES, blank="anybody", thin=Thin(0.5))
    design = carved("Health+Care", "Energy", share)
    assert errors(design) == []
    assert found(design, "thin-verticals").message == (
        "thin verticals, anybody may own them: Mining (0.30 fair shares of potential)"
    )
    assert column(design, "vertical")[4] == "Mining"
    assert column(design, "vertical_served")[4] == ""
    assert may_own(design)[4].all()


def test_the_edge_of_thin_is_exact() -> None:
    for below, thin in ((0.3, False), (0.3001, True)):
        settings = Verticals(names=NAMES, blank="anybody", thin=Thin(below))
        assert (errors(carved("Health+Care", "Energy", settings)) == []) is thin


def attached(attach: dict[str, str], wes: str = "Health+Care", below: float = 0.5) -> Design:
    settings = Verticals(names=NAMES, blank="anybody", thin=Thin(below, "attach", attach))
    return carved(wes, "Energy", settings)


def test_a_thin_vertical_goes_to_the_reps_of_the_one_it_is_attached_to() -> None:
    design = attached({"mining": "ENERGY"})
    assert errors(design) == []
    assert column(design, "vertical_served")[4] == "Energy"
    assert may_own(design)[4].tolist() == [False, True]


def test_a_thin_vertical_that_nothing_is_said_about_is_an_error_never_a_guess() -> None:
    assert "then: attach, attach: {its name: the other}" in found(attached({}), "nobody-serves").fix
    own = attached({}, "Health+Care;Mining")
    assert errors(own) == []
    assert column(own, "vertical_served")[4] == "Mining"


def test_a_vertical_that_is_not_thin_is_not_attached() -> None:
    design = attached({"Energy": "Health Care", "Mining": "Energy"})
    assert errors(design) == []
    assert "Energy (0.80 fair shares)" in found(design, "not-thin").message
    assert column(design, "vertical_served")[2] == "Energy"


def test_attached_verticals_lead_on_and_never_in_a_ring() -> None:
    chain = attached({"Mining": "Health Care", "Health Care": "Energy"}, below=0.75)
    assert [column(chain, "vertical_served")[at] for at in (0, 4)] == ["Energy", "Energy"]
    ring = attached({"Mining": "Health Care", "Health Care": "Mining"}, below=0.75)
    assert "attached-in-a-ring" in errors(ring)
    assert "attached-in-a-ring" in errors(attached({"Mining": "Mining"}))


def test_names_in_attach_that_are_no_verticals() -> None:
    design = attached({"Minning": "Energy", "Mining": "Enrgy"})
    said = [finding.fix for finding in design.findings if finding.code == "unknown-vertical"]
    assert said == ["did you mean Mining?", "did you mean Energy?"]


def test_a_pinned_account_needs_nobody_who_serves_it() -> None:
    made = valley({"industry": INDUSTRIES}, {"verticals": "Health+Care Energy"}).lock("B1", "EVE", "pinned")
    assert errors(vertical(tables(made), Rules(), Verticals(names=NAMES, blank="anybody"))) == []


def test_missing_columns_are_said_together_and_nothing_is_written() -> None:
    made = valley()
    design = vertical(tables(made), Rules(), Verticals())
    assert [(f.code, f.table, f.column) for f in design.findings] == [
        ("missing-column", "accounts", "industry"),
        ("missing-column", "reps", "verticals"),
    ]
    assert design.tables.accounts is made.accounts


def test_a_column_of_the_planners_is_never_overwritten() -> None:
    made = valley({"industry": INDUSTRIES, "vertical": "a b c d e f g h"}, {"verticals": "* *"})
    assert errors(vertical(tables(made), Rules(), Verticals(blank="anybody"))) == ["column-taken"]
    assert errors(vertical(tables(made), Rules(), Verticals(column="vertical"))) == []


def test_a_band_that_adding_up_rules_out_is_a_warning_with_numbers() -> None:
    settings, rules = Verticals(names=NAMES, blank="energy"), Rules(bands={"potential": 0.1})
    design = carved("Health+Care;Mining", "Energy", settings, rules)
    assert [f.message for f in design.findings if f.code == "band-out-of-reach"] == []
    short = carved("Health+Care", "Energy;Mining", settings, rules)
    said = [f.message for f in short.findings if f.code == "band-out-of-reach"]
    assert said == [
        "Energy, Mining hold 1.3 fair shares of potential for 1 rep: no plan keeps ±10 %",
        "1 rep may own 0.7 fair shares of potential at most (Health Care): no plan keeps ±10 %",
    ]
    assert "groups: {by: verticals}" in found_first(short, "band-out-of-reach")


def said_of_bands(made: Valley, settings: Verticals, **rules: Any) -> list[str]:
    design = vertical(tables(made), Rules(bands={"potential": 0.1}, **rules), settings)
    return [finding.message for finding in design.findings if finding.code == "band-out-of-reach"]


def test_verticals_that_fit_one_by_one_and_not_together() -> None:
    """Energy (100) alone would fit with WES, and so would all three with both; Energy and Mining (30) do not."""
    made = valley({"industry": INDUSTRIES}, {"verticals": "Energy;Mining;Health+Care Health+Care"})
    settings = Verticals(names=NAMES, blank="energy")
    said = said_of_bands(made, settings)
    assert "Energy, Mining hold 1.3 fair shares of potential for 1 rep: no plan keeps ±10 %" in said
    assert said_of_bands(made, settings, missing={"workload": "exclude"}) == []
    assert said_of_bands(made.pair("A1", "WES", potential="1"), settings) == []


def test_a_move_that_only_counts_more_pins_nobody() -> None:
    made = valley({"industry": INDUSTRIES, "customer": "_ _ _ _ yes _ _ _"}, {"verticals": "Health+Care Energy"})
    settings = Verticals(names=NAMES, blank="energy")
    for how, codes in ((3.0, ["nobody-serves"]), ("pin", [])):
        rules = Rules(protect={"customer": how})  # type: ignore[dict-item]
        assert errors(vertical(tables(made), rules, settings)) == codes


def test_a_lock_pins_until_it_expires() -> None:
    made = valley({"industry": INDUSTRIES}, {"verticals": "Health+Care Energy"}).lock(
        "B1", "EVE", "pinned", "2001-01-01"
    )
    settings = Verticals(names=NAMES, blank="energy")
    for day, codes in ((1, []), (2, ["nobody-serves"])):
        rules = Rules(as_of=datetime.date(2001, 1, day))
        assert errors(vertical(tables(made), rules, settings)) == codes


def found_first(design: Design, code: str) -> str:
    return next(finding.fix for finding in design.findings if finding.code == code)


def test_part_time_is_said_where_it_counts() -> None:
    made = valley({"industry": INDUSTRIES}, {"verticals": "Health+Care Energy;Mining", "fte": "1 0.5"})
    design = vertical(tables(made), Rules(bands={"potential": 0.1}), Verticals(names=NAMES, blank="energy"))
    said = [f.message for f in design.findings if f.code == "band-out-of-reach"]
    assert "Energy, Mining hold 1.0 fair shares of potential for 1 rep (0.5 full ones): no plan keeps ±10 %" in said


def test_peer_groups_are_those_who_serve_the_same() -> None:
    rules = Rules(peers="verticals")
    settings = Verticals(names=NAMES, blank="energy")
    design = carved("health+care;MINING", "Energy", settings, rules)
    assert errors(design) == []
    assert design.rules.peers == "peer_group"
    assert [*design.tables.reps["peer_group"]] == ["Health Care; Mining", "Energy"]
    same = carved("Health+Care;Mining;Energy", "mining;Energy;health+care", settings, rules)
    assert len(set(same.tables.reps["peer_group"])) == 1
    overlap = carved("Health+Care;Mining", "Energy;Mining", settings, rules)
    assert errors(overlap) == []
    finding = found(overlap, "groups-overlap")
    assert "served by reps of the groups Health Care; Mining (WES) and Energy; Mining (EVE)" in finding.message
    for_all = Verticals(names=NAMES, blank="anybody")
    anybody = carved("Health+Care;Mining", "Energy", for_all, rules)
    assert found(anybody, "anybody-among-peers").ids == ("B2",)
    assert errors(carved("Health+Care;Mining;Energy", "mining;Energy;health+care", for_all, rules)) == []


def test_peer_groups_may_share_what_is_pinned_anyway() -> None:
    made = valley({"industry": INDUSTRIES}, {"verticals": "Health+Care;Mining Energy;Mining"}).lock(
        "B1", "EVE", "pinned"
    )
    design = vertical(tables(made), Rules(peers="verticals"), Verticals(names=NAMES, blank="energy"))
    assert errors(design) == []


def reference(before: Tables, names: dict[str, str], thin: set[str], blank_may: bool) -> np.ndarray:
    """Who may own what, straight from the words of the planner."""
    allowed = np.zeros((len(before.accounts), len(before.reps)), dtype=bool)
    for (a, cell), (r, listed) in itertools.product(
        enumerate(before.accounts["industry"]), enumerate(before.reps["verticals"])
    ):
        industry = cell.strip().lower()
        mine = names.get(industry, industry)
        serves = {word.strip().lower() for word in listed.split(";")}
        allowed[a, r] = blank_may if not mine else mine in serves or "*" in serves or mine in thin
    return allowed


@given(books(("oil", "gas", "tea")), st.booleans(), st.sampled_from([0.0, 0.4, 1.0]))
def test_on_made_books_the_rule_says_what_the_planner_said(before: Tables, merge: bool, below: float) -> None:
    names = {"oil": "gas"} if merge else {}
    settings = Verticals(names=names, blank="anybody", thin=Thin(below))
    design = vertical(before, Rules(bands={"potential": 0.2}), settings)
    assert unchanged(before.accounts, design.tables.accounts)
    assert unchanged(before.reps, design.tables.reps)
    if "unknown-vertical" in errors(design) or "merged-vertical" in errors(design):
        return
    mine = [names.get(word.strip().lower(), word.strip().lower()) for word in before.accounts["industry"]]
    worth = before.accounts["potential"].map(int)
    if not worth.sum():
        worth = pd.Series([1] * len(mine))
    share = worth.sum() / len(before.reps)
    thin = {name for name in mine if name and worth[[other == name for other in mine]].sum() / share < below}
    allowed = reference(before, names, thin, blank_may=True)
    assert (may_own(design) == allowed).all()
    assert ("nobody-serves" in errors(design)) is bool((~allowed.any(axis=1)).any())


@given(books(("oil", "gas", "tea"), accounts=5), st.sampled_from([0.1, 0.3, 0.6]), st.data())
def test_a_warning_about_a_band_is_never_wrong(before: Tables, band: float, data: st.DataObject) -> None:
    """No plan keeps the band where the adding up says so: all plans are tried."""
    pin = data.draw(st.sampled_from([None, *before.accounts["account_id"]]))
    if pin is not None:
        rep = data.draw(st.sampled_from([*before.reps["rep_id"]]))
        before = replace(before, locks=pd.DataFrame([[pin, rep, "pinned"]], columns=["account_id", "rep_id", "kind"]))
    design = vertical(before, Rules(bands={"potential": band}), Verticals(blank="anybody"))
    if "band-out-of-reach" not in [finding.code for finding in design.findings]:
        return
    allowed = may_own(design)
    if pin is not None:
        at = [*before.accounts["account_id"]].index(pin)
        allowed[at] = before.reps["rep_id"] == rep
    worth = before.accounts["potential"].map(float).to_numpy()
    share = worth.sum() / len(before.reps)
    for plan in plans(allowed):
        loads = np.bincount(plan, weights=worth, minlength=len(before.reps))
        assert (np.abs(loads / share - 1) > band + 1e-12).any()
