"""compare(book, team, models): the models on two tables."""

import io

import pandas as pd
import pytest

from faircarve import compare
from solver.errors import InputError
from solver.rules import Rules
from tests.scenarios.designs.test_stated import ACCOUNTS, REPS

BOOK, TEAM = (pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False) for text in (ACCOUNTS, REPS))
RULES = Rules(bands={"potential": 0.4, "workload": 0.4})


def test_measures_by_models_and_a_recommendation() -> None:
    figures = compare(BOOK, TEAM, ["open", "vertical", "geographic"], rules=RULES, time_limit=5)
    assert figures.columns.tolist() == ["open", "vertical", "geographic", "today"]
    assert figures.loc["expertise", "vertical"] == 1.0
    assert figures.loc["objective", "open"] <= figures.loc["objective", "vertical"] + 1e-9
    assert figures.attrs["recommendation"].startswith("Recommended: ")


def test_a_model_that_cannot_be_run_is_a_column_without_figures() -> None:
    figures = compare(BOOK, TEAM.drop(columns="verticals"), ["open", "vertical"], rules=RULES, time_limit=5)
    assert figures.loc["status", "vertical"] == "NOT RUN"
    assert figures["vertical"].drop("status").isna().sum() > 10
    assert any("vertical: not run: the column verticals is missing" in note for note in figures.attrs["notes"])


def test_several_at_the_same_time_come_out_the_same() -> None:
    alone, both = (compare(BOOK, TEAM, ["open", "segment"], rules=RULES, time_limit=5, jobs=jobs) for jobs in (1, 2))
    pd.testing.assert_frame_equal(alone.drop(index="seconds"), both.drop(index="seconds"))


def test_models_that_are_not_known_are_refused() -> None:
    with pytest.raises(InputError, match="models names verticals, which is no territory model"):
        compare(BOOK, TEAM, ["verticals"], rules=RULES)
