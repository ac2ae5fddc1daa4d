"""What is written can be read again, needs nothing else, and draws what it says."""

import csv
import io
import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from scenarios.compare.comparison import Comparison, compare_plans
from scenarios.compare.contender import Contender
from scenarios.compare.page.html import html
from scenarios.compare.page.markdown import markdown
from scenarios.compare.page.picture import picture
from scenarios.compare.page.short import in_short
from scenarios.compare.page.tables import content, frame_of
from scenarios.compare.page.tables import csv as table
from scenarios.compare.write import write
from scenarios.files.written import strict_json
from scenarios.reports.sheet import words
from solver.errors import InputError
from tests.conftest import Valley

Enter = Callable[..., Contender]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def found(valley: Valley, enter: Enter, told: Callable[..., object]) -> Comparison:
    problem = valley.build()
    plans = [enter("even", problem, bound=1.0), enter("stay", problem), enter("greedy", problem)]
    return compare_plans([*plans, Contender("a<b>", problem, None, None, promise="x & y")], problem)


def test_json_brings_the_frame_back(found: Comparison) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(name)

    read = json.loads(strict_json(content(found)), parse_constant=refuse)
    pd.testing.assert_frame_equal(frame_of(read), found.frame)
    assert read["recommended"] == "even"
    assert [model["keeps_its_rules"] for model in read["models"]] == [True, True, False, False]
    assert all(each["formula"] for each in read["measures"])


def test_csv_has_a_line_a_measure_and_names_the_best(found: Comparison) -> None:
    rows = {row["measure"]: row for row in csv.DictReader(io.StringIO(table(found)))}
    assert list(rows) == list(found.frame.index)
    assert (rows["coverage"]["best"], rows["potential_largest"]["best"]) == ("even; stay", "even")
    for key, row in rows.items():
        for name in found.names:
            value = found.frame.loc[key, name]
            told = "" if value is None else value if isinstance(value, str) else pytest.approx(value)
            assert (row[name] if not isinstance(value, float) else float(row[name])) == told


def test_the_text_says_everything(found: Comparison) -> None:
    text = markdown(found)
    assert "**Recommended: even. Decided by rule 2" in text
    for row in found.rows:
        assert row.measure.name in text
    assert "- a\\<b>: no plan was found in time" in text
    assert "What the plan of greedy breaks" in text
    assert "potential that keeps its owner: 93.8 %, stay has 100.0 %" in text


def test_the_picture_draws_every_main_measure_to_scale(found: Comparison) -> None:
    root = ElementTree.fromstring(picture(found))
    panels = root.findall(f"{SVG}g")
    main = [row for row in found.rows if row.measure.main and row.measure.key != "expertise"]
    assert len(panels) == len(main)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for row, panel in zip(main, panels, strict=True):
        texts = [each.text for each in panel.findall(f"{SVG}text")]
        assert texts[0] == row.measure.name
        known = [value for value in row.values if isinstance(value, float)]
        bars = [each for each in panel.findall(f"{SVG}line") if each.attrib["class"].startswith("bar")]
        lengths = [float(bar.attrib["x2"]) - float(bar.attrib["x1"]) for bar in bars]
        most = min(max(known), 1.5 * max(known[:2])) or max(known)  # the third breaks rules
        assert lengths == pytest.approx([214 * min(1.0, value / most) if most else 0 for value in known], abs=0.2)
        assert [bar.attrib["class"].split()[-1] for bar in bars][2] == "broken"
        for text in panel.findall(f"{SVG}text"):
            assert 0 <= float(text.attrib["x"]) < width
            assert 0 < float(text.attrib["y"]) < height


def test_texts_of_the_picture_do_not_touch(found: Comparison) -> None:
    for panel in ElementTree.fromstring(picture(found)).findall(f"{SVG}g"):
        ups = sorted({float(each.attrib["y"]) for each in panel.findall(f"{SVG}text")})
        assert min(b - a for a, b in pairwise(ups)) >= 12


def test_the_page_needs_nothing_else_and_escapes_names(found: Comparison) -> None:
    page = html(found)
    assert not re.search(r"<(script|link|img|iframe)|url\(|@import|src=", page)
    assert set(re.findall(r"https?://[^\"' ]+", page)) == {"http://www.w3.org/2000/svg"}
    assert "a<b>" not in page
    assert "a&lt;b&gt;" in page
    assert page.count("<svg") == 2, "the main measures, and the maps"
    assert 'title="x &amp; y"' in page


def test_the_folder_is_replaced_only_on_request_and_only_when_it_is_ours(found: Comparison, tmp_path: Path) -> None:
    folder = write(tmp_path / "mine", found)
    assert {path.name for path in folder.iterdir()} == {
        f"comparison.{ending}" for ending in ("json", "csv", "md", "svg", "html")
    }
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="there is a comparison already"):
        write(folder, found)
    write(folder, found, force=True)
    assert (folder / "notes.txt").read_text() == "mine"
    other = tmp_path / "other"
    other.mkdir()
    (other / "result.json").write_text("{}")
    with pytest.raises(InputError, match="something else than a comparison"):
        write(other, found, force=True)


def test_a_plan_that_breaks_rules_does_not_make_the_others_dots(valley: Valley, enter: Enter) -> None:
    """greedy deviates by 100 %, stay by 10 %: its line ends in an arrow, and that of stay is two thirds of it."""
    problem = valley.build()
    plans = [enter(name, problem) for name in ("even", "stay", "greedy")]
    root = ElementTree.fromstring(picture(compare_plans(plans, problem)))
    panels = {each.find(f"{SVG}text").text: each for each in root.findall(f"{SVG}g")}  # type: ignore[union-attr]
    panel = panels["largest deviation of potential"]
    bars = [each.attrib for each in panel.findall(f"{SVG}line") if each.attrib["class"].startswith("bar")]
    lengths = [float(each["x2"]) - float(each["x1"]) for each in bars]
    assert lengths[1] == pytest.approx(lengths[2] / 1.5, abs=0.2)
    assert len(panel.findall(f"{SVG}path")) == 1


def test_the_first_screen_answers_with_the_figures_of_the_table(found: Comparison) -> None:
    """even is recommended: its figures, not those of another, and the same words as in the table."""
    answers = {each.question: each for each in in_short(found)}
    assert answers["Does it keep every rule?"].answer == "yes, all"
    assert answers["Is it fair?"].answer == "0.0 % potential, 0.0 % hours"
    assert answers["Who changes?"].answer == "1 account by choice"
    assert answers["Who changes?"].note == "93.8 % of the potential keeps its owner"
    at = found.names.index("even")
    assert found.row("potential_largest").said[at] == found.row("workload_largest").said[at] == "0.0 %"
    page, text = html(found), markdown(found)
    for each in answers.values():
        assert f"<strong>{words(each.answer)}</strong>{words(each.note)}" in page
        assert f"- {each.question} **{each.answer}**" in text
    assert page.index("Who changes?") < page.index("<h2>")


def test_the_first_screen_sets_todays_owners_beside_the_plan(valley: Valley, enter: Enter) -> None:
    problem = valley.build()
    found = compare_plans([enter("even", problem), Contender.today(problem)], problem)
    fair = next(each for each in in_short(found) if each.question == "Is it fair?")
    today = found.row("potential_largest").said[found.names.index("today")]
    assert f"today {today} potential" in fair.note


def test_the_first_screen_is_about_the_nearest_where_no_plan_keeps_its_rules(valley: Valley, enter: Enter) -> None:
    problem = valley.build()
    answers = in_short(compare_plans([enter("greedy", problem)], problem))
    broken = len(compare_plans([enter("greedy", problem)], problem).standings[0].own.violations)  # type: ignore[union-attr]
    assert (broken, answers[0].answer) == (4, "no, broken in 4 places")
    assert "nothing is proven" in [each.answer for each in answers]
    assert in_short(compare_plans([Contender("none", problem, None, None)], problem)) == ()


def test_cells_of_the_table_say_what_they_are_about(found: Comparison) -> None:
    """For who listens to the page: a head for every column and for every row."""
    page = html(found)
    table = page[page.index("<table") : page.index("</table>")]
    assert table.count('<th scope="row">') == len(found.rows)
    assert table.count('<th scope="col"') == len(found.names) + 2
    assert "<th></th>" not in table
    assert page.count("<main>") == 1


def test_a_figure_is_not_parted_from_its_percent_sign(found: Comparison) -> None:
    lists = re.findall(r"<li>.*?</li>", html(found))
    assert any("&nbsp;%" in each for each in lists)
    assert not any(" %" in each for each in lists)
