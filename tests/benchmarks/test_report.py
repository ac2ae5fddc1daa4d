"""What a report says of rows whose meaning is known."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import rows
from benchmarks.report import growth
from benchmarks.report.compose import compose
from benchmarks.report.curves import curves
from benchmarks.report.document import Cell, Document, Section, Table
from benchmarks.report.many_section import section as many
from benchmarks.report.markdown import text_of
from benchmarks.report.page import page
from benchmarks.report.standings import contradictions, standings, time_to, time_to_objective
from benchmarks.report.svg import LABEL_GAP, _apart, log_axis
from benchmarks.report.targets import targets
from benchmarks.report.write import BEGIN, END, write_into, write_report
from benchmarks.rows import Outcome, Row
from solver.errors import InputError
from tests.benchmarks.rows import row


def judged(*given: Row) -> list[str]:
    """The `reached` cell of every target that was measured, by its case and goal."""
    table = targets(given)
    return [f"{line[0].text}, {line[1].text}: {line[2].text}" for line in table.rows if line[2].text != "not measured"]


def reached(case: str, seconds: float, gap: float, limit: float = 60.0, **more: object) -> str:
    """The first target line of one row of ours, whose plan of worth 1 has this gap at this moment."""
    trace = ((0.5, 1.2, 0.5), (seconds, 1.0, 1.0 - gap))
    return judged(row(case, objective=1.0, trace=trace, limit=limit, **more))[0].rpartition(": ")[2]  # type: ignore[arg-type]


def test_the_best_valid_bound() -> None:
    (standing,) = standings(
        [
            row(bound=1.0),
            row(method="highs", objective=1.2, bound=1.05, broken={"contiguity": 3}),
            row(method="cpsat", objective=None, bound=1.09, bound_of_case=False),
            row(method="nearest", published_bound=1.02),
        ]
    )
    assert (standing.bound, standing.by) == (1.05, "highs")
    assert standing.gap(1.1) == pytest.approx((1.1 - 1.05) / 1.1)
    assert standing.gap(1.04) == 0.0


def test_a_bound_of_a_method_that_was_ended_counts() -> None:
    killed = row(objective=None, outcome=Outcome.TIMEOUT, trace=((1.0, None, 0.9), (2.0, 1.3, 1.01)))
    assert standings([killed])[0].bound == 1.01


def test_plans_that_keep_the_rules_come_first() -> None:
    given = [
        row(method="today", objective=0.9, broken={"band": 1}),
        row(method="highs", objective=None),
        row(objective=1.5),
    ]
    assert [r.question.method for r in standings(given)[0].rows] == ["ours", "today", "highs"]


def test_two_inputs_under_one_name_are_two_cases() -> None:
    other = row(bound=1.08)
    other = replace(other, question=replace(other.question, identity="another"))
    found = standings([row(bound=1.0), other])
    assert [standing.name for standing in found] == ["plain (anothe)", "plain (hash o)"]
    assert [standing.bound for standing in found] == [1.08, 1.0]


def test_contradictions_are_found() -> None:
    sound = standings([row(bound=1.1), row(method="highs", objective=1.2, bound=1.1 + 1e-7)])[0]
    assert contradictions(sound) == []
    (fault,) = contradictions(standings([row(bound=1.0), row(method="highs", objective=1.2, bound=1.11)])[0])
    assert "ours" in fault
    assert "highs" in fault
    broken = standings([row(broken={"band": 1}), row(method="highs", objective=1.2, bound=1.15)])[0]
    assert contradictions(broken) == []
    (fault,) = contradictions(standings([row(trace=((1.0, 1.05, 1.0),))])[0])
    assert "trace" in fault
    assert compose([row(bound=1.2)]).faults


def test_time_to_a_gap_is_of_plan_and_bound_together() -> None:
    measured = row(trace=((1.0, None, 1.0), (2.0, 1.2, 1.0), (3.0, 1.2, 1.19), (4.0, 1.19, 1.19)))
    assert time_to(measured, 0.2) == 2.0
    assert time_to(measured, 0.01) == 3.0
    assert time_to(measured, 0.0) == 4.0
    assert time_to(row(trace=((1.0, None, 1.0),)), 0.5) is None
    assert time_to_objective(measured, 1.19) == 4.0
    assert time_to_objective(measured, 1.1) is None


@pytest.mark.parametrize(
    ("seconds", "gap", "limit", "said"),
    [
        (60.0, 0.0099, 60.0, "reached"),
        (60.1, 0.0099, 120.0, "NOT reached"),
        (59.0, 0.0101, 60.0, "NOT reached"),
        (9.0, 0.0099, 10.0, "reached"),
        (9.0, 0.0101, 10.0, "not measured long enough"),
    ],
)
def test_a_target_is_a_gap_in_time(seconds: float, gap: float, limit: float, said: str) -> None:
    assert reached("pa-tracts-50", seconds, gap, limit) == said


def test_a_target_may_limit_memory() -> None:
    assert reached("scale-100k-200", 100.0, 0.004, 120.0, peak_mb=4096.0) == "reached"
    assert reached("scale-100k-200", 100.0, 0.004, 120.0, peak_mb=4097.0) == "NOT reached"
    assert reached("scale-100k-200", 100.0, 0.004, 120.0, peak_mb=None) == "NOT reached"


def test_every_seed_must_reach_it_and_only_ours_counts() -> None:
    good, bad = ((5.0, 1.0, 0.995),), ((5.0, 1.0, 0.98),)
    case = "pa-tracts-50"
    rows_ = [row(case, objective=1.0, trace=good), row(case, objective=1.0, trace=bad, seed=1)]
    assert judged(*rows_)[0].endswith("NOT reached")
    assert judged(rows_[0], row(case, "highs", objective=1.0, trace=bad))[0].endswith(": reached")
    assert judged(row(case, "highs", objective=1.0, trace=good)) == []


def test_a_plan_that_the_judge_refuses_reaches_nothing() -> None:
    assert reached("pa-tracts-50", 5.0, 0.001, broken={"band": 1}) == "NOT reached"


def test_published_values_must_be_met() -> None:
    met = row("a05100", objective=1698.0, trace=((3.0, 1698.0, 1690.0),), best_known=1698.0)
    missed = row("c10200", objective=2807.0, trace=((3.0, 2807.0, 2800.0),), best_known=2806.0)
    assert judged(met)[0].endswith(": reached")
    assert judged(missed)[0].endswith("NOT reached")
    assert judged(met, missed)[0].endswith("NOT reached")


@pytest.mark.parametrize(
    ("case", "goal"),
    [
        ("gap12-3", "best known"),
        ("c201600", "best known"),
        ("d10100", "0.5 %"),
        ("gap-e-80-1600-0", "0.5 %"),
        ("synthetic-10000x40-0", "first plan"),
        ("what-if-rep-leaves-synthetic-10000x40-0", "first plan"),
        ("counties-50", "gap ≤ 2 %"),
        ("georgia-40-incumbent", "0.3 %"),
    ],
)
def test_cases_find_their_targets(case: str, goal: str) -> None:
    assert goal in judged(row(case, trace=((1.0, 1.1, 1.1),), best_known=1.1))[0]


def test_late_is_said() -> None:
    assert judged(row(seconds=66.0))[-1].endswith(": reached")
    assert judged(row(seconds=66.1))[-1].endswith("NOT reached")
    assert "LATE" in text_of(compose([row(seconds=66.1)]).sections[1])


def test_growth_finds_the_exponent() -> None:
    def sized(accounts: int, reps: int, seconds: float | None) -> Row:
        trace = () if seconds is None else ((seconds, 1.0, 0.995),)
        size = {"accounts": accounts, "units": accounts, "reps": reps}
        return row(f"synthetic-{accounts}x{reps}-0", trace=trace, size=size, objective=1.0)

    given = [sized(n, 20, 2e-4 * n**1.5) for n in (1_000, 3_000, 10_000)] + [sized(30_000, 20, None)]
    given += [sized(7_000, reps, 3.0 * reps) for reps in (10, 50, 100)]
    by_accounts, by_reps = growth.curves(given)
    assert (by_accounts.grows, by_accounts.held) == ("accounts", 20)
    assert by_accounts.fit is not None
    assert by_accounts.fit == (pytest.approx(1.5), pytest.approx(2e-4))
    assert by_accounts.open == ((30_000.0, 60.0),)
    assert by_reps.fit is not None
    assert by_reps.fit[0] == pytest.approx(1.0)
    drawn = growth.section(given)
    assert drawn is not None
    assert "1.50" in text_of(drawn)
    assert growth.curves(given[:2]) == []


def test_axes_hold_their_values_between_ticks() -> None:
    axis = log_axis("s", [0.3, 40.0], str)
    assert (axis.low, axis.high) == (0.2, 50.0)
    assert axis.ticks == (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
    assert (axis.at(0.2), axis.at(50.0), axis.at(500.0)) == (0.0, 1.0, 1.0)
    assert axis.at((0.2 * 50.0) ** 0.5) == pytest.approx(0.5)
    wide = log_axis("s", [1.0, 1e6], str)
    assert wide.ticks == tuple(10.0**p for p in range(7))


def test_labels_do_not_touch() -> None:
    placed = _apart([10.0, 11.0, 12.0, 280.0, 281.0, 282.0])
    assert all(below - above >= LABEL_GAP - 1e-9 for above, below in pairwise(placed))
    assert placed[0] == 10.0
    assert placed[-1] <= 284.0


def test_curves_are_drawn() -> None:
    ours = row(trace=((1.0, None, 1.0), (2.0, 1.3, 1.0), (9.0, 1.1, 1.05)))
    (standing,) = standings([ours, row(method="greedy", objective=2.0), row(method="nearest", broken={"band": 2})])
    drawn = curves(standing)
    assert drawn is not None
    names = [
        label.text for label in ElementTree.fromstring(drawn.svg).iter() if label.get("class", "").startswith("label")
    ]
    assert sorted(map(str, names)) == ["greedy", "ours", "ours, proven then"]
    assert curves(standings([row()])[0]) is None


def full(tmp_path: Path) -> list[Row]:
    trace = ((1.0, None, 1.0), (2.0, 1.3, 1.0), (9.0, 1.1, 1.05))
    given = [
        row(trace=trace, bound=1.05),
        row(method="highs", objective=1.12, bound=1.04),
        row(method="cpsat", objective=None, outcome=Outcome.CRASH, note="exit 1: a | b <tag>"),
        row(method="today", objective=None, outcome=Outcome.SKIPPED, note="nobody owns"),
    ]
    for one in given:
        rows.write(tmp_path, one)
    return given


def test_the_report_is_written(tmp_path: Path) -> None:
    full(tmp_path)
    faults, paths = write_report(tmp_path)
    assert faults == ()
    assert [path.name for path in paths] == ["report.md", "report.html"]
    text = paths[0].read_text()
    assert "| highs | yes | yes | 1.1200 | 6.25 % | 1.0400 (7.14 %) |" in text
    assert "a \\| b" in text
    assert "Not asked: today (nobody owns)." in text
    for link in re.findall(r"\]\((.*?)\)", text):
        ElementTree.parse(tmp_path / link)
    with pytest.raises(InputError, match="no rows"):
        write_report(tmp_path / "charts")


def test_the_page_needs_nothing_else(tmp_path: Path) -> None:
    html = page(compose(full(tmp_path)))
    outside = set(re.findall(r"(?:https?:)?//[\w.]+", html))
    assert outside <= {"http://www.w3.org"}
    assert not re.search(r"<(script|link|img|iframe)\b|@import|url\(", html)
    assert "prefers-color-scheme: dark" in html
    assert "<tag>" not in html
    assert html.count("<section") == html.count("</section>") == html.count('href="#s')


def test_every_colour_has_a_dark_twin(tmp_path: Path) -> None:
    light, dark = page(compose(full(tmp_path))).split("@media (prefers-color-scheme: dark)", 1)
    assert set(re.findall(r"(--\w+):", light)) == set(re.findall(r"(--\w+):", dark.split("}")[0]))


def test_results_have_their_place_in_a_readme(tmp_path: Path) -> None:
    full(tmp_path)
    readme = tmp_path / "README.md"
    readme.write_text(f"# Title\n\n{BEGIN}\nformer words\n{END}\n\nThe end.\n")
    write_into(readme, tmp_path)
    once = readme.read_text()
    assert once.startswith("# Title\n")
    assert once.endswith("The end.\n")
    assert "former words" not in once
    assert "### What must be reached" in once
    assert ".svg" not in once
    write_into(readme, tmp_path)
    assert readme.read_text() == once
    readme.write_text("# Title\n")
    with pytest.raises(InputError, match="no place"):
        write_into(readme, tmp_path)


def test_many_cases_share_a_table() -> None:
    family = standings(
        [
            row("a05100", objective=1698.0, bound=1698.0, best_known=1698.0),
            row("a05100", "highs", objective=1700.0),
            row("b05100", objective=None, best_known=1843.0),
            row("b05100", "highs", objective=1900.0, broken={"capacity": 1}),
        ]
    )
    (_, table) = many("Instances", family).blocks
    assert isinstance(table, Table)
    assert table.header[:6] == ("case", "size", "best bound", "published", "ours", "highs")
    assert [cell.text for cell in table.rows[0][:6]][2:] == ["1698", "1698", "1698 (0.00 %)", "1700 (0.12 %)"]
    assert [cell.text for cell in table.rows[1][4:6]] == ["no plan", "breaks rules"]


def test_cells_stay_in_their_columns() -> None:
    table = Table(("a", "b"), ((Cell("x|y"), Cell("1\n2")),))
    assert text_of(Section("T", (table,))).splitlines()[-1] == "| x\\|y | 1 2 |"


def test_marks_of_the_text_are_no_marks_on_the_page() -> None:
    """What the Markdown says in bold, as code and as a list is so on the page, too."""
    table = Table(("a",), ((Cell("`solve()` <b>"),),))
    html = page(Document("t", "lead", (Section("s", ("**Without limits.** More.", "- one\n- two", table)),)))
    assert "<strong>Without limits.</strong> More." in html
    assert "<ul><li>one</li><li>two</li></ul>" in html.replace("\n", "")
    assert "<code>solve()</code> &lt;b&gt;</td>" in html
    assert '<th scope="col">a</th>' in html
    assert "**" not in html
