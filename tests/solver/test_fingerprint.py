"""Equal input, equal fingerprint; anything else in the input, another one."""

import datetime
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from solver.problem import Problem
from solver.rules import Rules
from tests.conftest import Valley, new_valley

CHANGES: dict[str, Callable[[Valley], object]] = {
    "an amount": lambda valley: valley.put("A1", potential="40.000001"),
    "a place": lambda valley: valley.put("A1", lat="1.1"),
    "an owner": lambda valley: valley.put("A1", current_owner="EVE"),
    "a flag": lambda valley: valley.put("A1", named="yes"),
    "a text": lambda valley: valley.put("A1", segment="ent"),
    "an id": lambda valley: valley.accounts.replace({"account_id": {"A1": "A0"}}, inplace=True),
    "the order": lambda valley: setattr(valley, "accounts", valley.accounts.iloc[::-1]),
    "a rep": lambda valley: valley.put("WES", fte="0.9"),
    "a cap": lambda valley: valley.put("WES", max_accounts="7"),
    "a lock": lambda valley: valley.lock("A2", "WES", "not"),
    "another lock": lambda valley: valley.lock("A2", "EVE", "not"),
    "a pin": lambda valley: valley.lock("A2", "WES", "pinned"),
    "a pair": lambda valley: valley.pair("A1", "EVE"),
    "an allowed pair": lambda valley: valley.pair("A1", "EVE", allowed="yes"),
    "a cost": lambda valley: valley.pair("A1", "EVE", cost="1"),
    "an override": lambda valley: valley.pair("A1", "EVE", potential="1"),
    "a band": lambda valley: valley.set(bands={"potential": 0.1}),
    "a limit": lambda valley: valley.set(limits={"reassigned_accounts": 0.1}),
    "another limit": lambda valley: valley.set(limits={"reassigned_potential": 0.1}),
    "a goal": lambda valley: valley.set(goal={"potential": 5}),
    "a protection": lambda valley: (valley.put("A1", customer=""), valley.set(protect={"customer": 2})),
    "the land": lambda valley: valley.set(contiguous=True),
    "an edge": lambda valley: (valley.set(contiguous=True), setattr(valley, "edges", valley.edges.iloc[1:])),
}


def test_every_part_of_the_input_counts() -> None:
    prints = {"": new_valley().build().fingerprint}
    for name, change in CHANGES.items():
        valley = new_valley()
        change(valley)
        prints[name] = valley.build().fingerprint
    assert len(set(prints.values())) == len(prints), prints


SAME: dict[str, Callable[[Valley], object]] = {
    "typed numbers": lambda valley: valley.put("A1", potential=40.0),
    "the order of rules": lambda valley: valley.set(bands={"workload": 0.1, "potential": 0.1}),
    "5 and 5.0": lambda valley: valley.set(goal={"potential": 5, "workload": 5, "travel": 1, "reassigned": 1}),
    "the day without locks": lambda valley: valley.set(as_of=datetime.date(2030, 1, 1)),
    "the day with locks that never end": lambda valley: valley.set(as_of=datetime.date(2031, 1, 1)),
    "columns that nobody reads": lambda valley: valley.put("A1", phone="555"),
    "minus zero": lambda valley: valley.put("B1", lat="-0.0"),
    "edges of a plan that needs none": lambda valley: setattr(valley, "edges", valley.edges.iloc[1:]),
}


@pytest.mark.parametrize("name", SAME)
def test_the_same_input_said_differently_counts_once(name: str) -> None:
    valley = new_valley()
    SAME[name](valley)
    assert valley.build().fingerprint == new_valley().build().fingerprint


def test_the_day_counts_once_a_lock_has_a_last_day(valley: Valley) -> None:
    valley.lock("A2", "WES", "not", "2030-06-01")
    one = valley.set(as_of=datetime.date(2030, 1, 1)).build()
    two = valley.set(as_of=datetime.date(2030, 1, 2)).build()
    assert one.fingerprint != two.fingerprint
    assert one.rules.as_of == datetime.date(2030, 1, 1)
    assert replace(one, notes=()).fingerprint == one.fingerprint


def test_derived_arrays_do_not_count(valley: Valley) -> None:
    problem = valley.set(contiguous=True).build()
    bare = replace(problem, measures=(), rows=(), limits=(), left_out=())
    assert bare.fingerprint == problem.fingerprint


def test_a_fingerprint_is_the_same_in_every_process() -> None:
    """Not touched by hash seeds; the value itself is pinned, so that a change of the scheme is a decision."""
    accounts = pd.DataFrame({"account_id": ["A", "B"], "potential": [1.5, 2.0], "name": ["Zürich", "b"]})
    rules = Rules(bands={"potential": 0.5}, goal={"potential": 1})
    here = Problem.from_frames(accounts, pd.DataFrame({"rep_id": ["R"]}), rules).fingerprint
    assert here == PINNED
    code = (
        "import pandas as pd; from solver.problem import Problem; from solver.rules import Rules;"
        "a = pd.DataFrame({'account_id': ['A', 'B'], 'potential': [1.5, 2.0], 'name': ['Zürich', 'b']});"
        "r = Rules(bands={'potential': 0.5}, goal={'potential': 1});"
        "print(Problem.from_frames(a, pd.DataFrame({'rep_id': ['R']}), r).fingerprint)"
    )
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert there.stdout.strip() == here


PINNED = "c59d7bed08e3e0e71bbee21f9b2dc859775f1a9e141782411f4069bac054c4c1"


def test_neighbouring_texts_do_not_run_together() -> None:
    reps = pd.DataFrame({"rep_id": ["R"]})
    rules = Rules(bands={}, goal={})
    one = Problem.from_frames(pd.DataFrame({"account_id": ["A", "B"], "name": ["x", "yz"]}), reps, rules)
    two = Problem.from_frames(pd.DataFrame({"account_id": ["A", "B"], "name": ["xy", "z"]}), reps, rules)
    assert one.fingerprint != two.fingerprint
    assert np.array_equal(one.book.ids, two.book.ids)
