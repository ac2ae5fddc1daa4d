"""The keys of a scenario: smallest accepted and smallest rejected, each error at its place."""

import datetime
import json

import pytest

from scenarios.files.scenario import read_scenario
from scenarios.files.schema import Scenario, json_schema
from solver.errors import Finding
from solver.rules import DEFAULT_BANDS, DEFAULT_GOAL, Limits

HEAD = "name: s\naccounts: a.csv\nreps: r.csv\n"
FULL = """\
name: georgia-2027
accounts: accounts.csv
reps: reps.csv
columns:
  accounts: {account_id: Id, lat: Latitude, lon: Longitude, potential: Est_Potential, workload: Hours}
  reps: {rep_id: User}
units: {by: account, edges: edges.csv}
model: open
contiguous: true
bands: {potential: 0.10, workload: 0.15, seats: 0.2}
limits:
  reassigned_accounts: 0.10
  reassigned_potential: 0.2
  lost_per_rep: 0.3
  moved_this_year: moved
  named_accounts_per_rep: 50
  capacity: 1.0
protect: {active_deal: pin, customer: 3}
owners: {unknown: vacate}
missing: {potential: segment_median, workload: 12, coordinates: ignore}
size_classes: {column: employees, classes: [{up_to: 50, potential: 5000, workload: 4}, {potential: 9000, workload: 9}]}
locks: locks.csv
pairs: pairs.csv
pairs_only: true
goal: {potential: 5, workload: 5, travel: 1, reassigned: 1, cost: 2}
solve: {time_limit: 60, gap: 0.01, seed: 0, workers: 2, work_limit: 10}
as_of: 2027-01-31
decimal: ","
"""


def findings(extra: str, head: str = HEAD) -> tuple[Finding, ...]:
    return read_scenario("s.yaml", (head + extra).encode()).findings


def read(extra: str) -> Scenario:
    found = read_scenario("s.yaml", (HEAD + extra).encode())
    assert found.scenario is not None, [str(finding) for finding in found.findings]
    return found.scenario


def test_the_whole_vocabulary_is_read() -> None:
    found = read_scenario("s.yaml", FULL.encode())
    assert found.findings == ()
    assert found.scenario is not None
    rules = found.scenario.to_rules()
    assert rules.bands == {"potential": 0.1, "workload": 0.15, "seats": 0.2}
    assert rules.limits == Limits(0.1, 0.2, 0.3, "moved", 50, 1.0)
    assert rules.protect == {"active_deal": "pin", "customer": 3}
    assert (rules.owners, rules.contiguous, rules.pairs_only) == ("vacate", True, True)
    assert rules.missing == {"potential": "segment_median", "workload": 12, "coordinates": "ignore"}
    assert rules.goal == {"potential": 5, "workload": 5, "travel": 1, "reassigned": 1, "cost": 2}
    assert rules.as_of == datetime.date(2027, 1, 31)


def test_what_is_left_out_has_the_documented_default() -> None:
    rules = read("").to_rules()
    assert (rules.bands, rules.goal) == (DEFAULT_BANDS, DEFAULT_GOAL)
    assert (rules.limits, rules.owners, rules.contiguous) == (Limits(), "error", False)
    assert read("").solve.model_dump() == {
        "time_limit": 60.0,
        "gap": 0.01,
        "seed": 0,
        "workers": 2,
        "work_limit": None,
    }


def test_no_bands_and_an_own_goal_are_taken_as_written() -> None:
    rules = read("bands: {}\ngoal: {cost: 1}\n").to_rules()
    assert (rules.bands, rules.goal) == ({}, {"cost": 1})


def test_a_band_says_what_it_is_around() -> None:
    rules = read(
        "bands: {potential: {within: 0.1, reference: median}, workload: {within: 0.2}, accounts: 0.3}\n"
        "limits: {top_five: 0.4}\n"
    ).to_rules()
    assert rules.bands == {"potential": 0.1, "workload": 0.2, "accounts": 0.3}
    assert (rules.around_medians, rules.around_shares) == ({"potential": 0.1}, {"workload": 0.2, "accounts": 0.3})
    assert rules.limits.top_five == 0.4
    assert not rules.linear
    assert read("bands: {potential: {within: 0.1}}\n").to_rules().linear


@pytest.mark.parametrize(
    ("accepted", "rejected", "at"),
    [
        ("bands: {potential: 0}", "bands: {potential: -0.01}", "bands.potential"),
        ("bands: {potential: 5}", "bands: {potential: 5.01}", "bands.potential"),
        ("bands: {potential: 0.1}", "bands: {potential: 10%}", "bands.potential"),
        ("bands: {potential: 0.1}", "bands: {potential: .nan}", "bands.potential"),
        ("bands: {}", "bands:", "bands"),
        ("bands: {a: {within: 0}}", "bands: {a: {within: -1}}", "bands.a.within"),
        ("bands: {a: {within: 0, reference: median}}", "bands: {a: {within: 0, reference: mean}}", "bands.a.reference"),
        ("limits: {top_five: 1}", "limits: {top_five: 1.01}", "limits.top_five"),
        ("limits: {top_five: 0.01}", "limits: {top_five: 0}", "limits.top_five"),
        ("limits: {reassigned_accounts: 1}", "limits: {reassigned_accounts: 1.01}", "limits.reassigned_accounts"),
        ("limits: {lost_per_rep: 0}", "limits: {lost_per_rep: -1}", "limits.lost_per_rep"),
        (
            "limits: {named_accounts_per_rep: 0}",
            "limits: {named_accounts_per_rep: 1.5}",
            "limits.named_accounts_per_rep",
        ),
        ("limits: {moved_this_year: 0}", "limits: {moved_this_year: -1}", "limits.moved_this_year"),
        ("limits: {capacity: 0.01}", "limits: {capacity: 0}", "limits.capacity"),
        ("limits: {capacity: 10}", "limits: {capacity: .inf}", "limits.capacity"),
        ("protect: {customer: pin}", "protect: {customer: pinned}", "protect.customer"),
        ("protect: {customer: 0}", "protect: {customer: -1}", "protect.customer"),
        ("protect: {customer: 1000}", "protect: {customer: true}", "protect.customer"),
        ("missing: {potential: 0}", "missing: {potential: -1}", "missing.potential"),
        ("missing: {potential: median}", "missing: {potential: mean}", "missing.potential"),
        ("owners: {unknown: vacate}", "owners: {unknown: left}", "owners.unknown"),
        ("contiguous: false", "contiguous: no", "contiguous"),
        ("model: open", "model: openly", "model"),
        ("units: {by: account}", "units: {by: 7}", "units.by"),
        ("units: {barriers: [[a, b], [[1, 2], [3.5, 4]]]}", "units: {barriers: [a]}", "units.barriers"),
        ("units: {bridges: bridges.csv}", "units: {bridges: [[a, b, c]]}", "units.bridges"),
        ('pool: {where: {owner: "", tier: [A, B]}}', "pool: {where: {owner: []}}", "pool.where.owner"),
        ("limits: {per_rep: {accounts: {most: 9}}}", "limits: {per_rep: {accounts: 9}}", "limits.per_rep.accounts"),
        ("hybrid: {layers: [cells]}", "hybrid: {layers: [cell]}", "hybrid.layers[1]"),
        ("groups: {by: segments}", "groups: segments", "groups"),
        ("goal: {potential: 0}", "goal: {potential: -1}", "goal.potential"),
        ("solve: {time_limit: 0.1}", "solve: {time_limit: 0}", "solve.time_limit"),
        ("solve: {gap: 0}", "solve: {gap: 1.1}", "solve.gap"),
        ("solve: {seed: 0}", "solve: {seed: -1}", "solve.seed"),
        ("solve: {workers: 1}", "solve: {workers: 0}", "solve.workers"),
        ("solve: {work_limit: 1}", "solve: {work_limit: 0}", "solve.work_limit"),
        ("as_of: 2027-01-31", "as_of: next week", "as_of"),
        ('as_of: "2027-01-31"', "as_of: 2027", "as_of"),
        ('decimal: ","', "decimal: ;", "decimal"),
        ("locks: l.csv", "locks: 3", "locks"),
    ],
)
def test_bounds(accepted: str, rejected: str, at: str) -> None:
    read(accepted + "\n")
    errors = [finding for finding in findings(rejected + "\n") if finding.severity == "error"]
    assert len(errors) == 1, [str(finding) for finding in errors]
    assert errors[0].message.startswith(f"{at}: ")
    assert errors[0].line == 4


@pytest.mark.parametrize(
    ("name", "fine"), [("georgia-2027", True), ("Nord Süd 1", True), ("a/b", False), (".", False), ("a:b", False)]
)
def test_the_name_can_be_a_folder(name: str, fine: bool) -> None:
    found = findings("", head=f'name: "{name}"\naccounts: a.csv\nreps: r.csv\n')
    assert (found == ()) is fine


@pytest.mark.parametrize(
    ("extra", "column", "key"),
    [
        ("limts: {capacity: 1}\n", "1", "limits"),
        ("limits: {capcity: 1}\n", "10", "capacity"),
        ("contigous: true\n", "1", "contiguous"),
        ("solve: {sed: 1}\n", "9", "seed"),
        ("size_classes: {column: c, classes: [{potental: 1}]}\n", "38", "potential"),
    ],
)
def test_a_misspelt_key_names_the_nearest_right_one(extra: str, column: str, key: str) -> None:
    found = [finding for finding in findings(extra) if finding.code == "unknown-key"]
    assert [(finding.line, finding.column) for finding in found] == [(4, column)]
    assert found[0].fix == f"did you mean {key}?"


def test_a_key_in_the_wrong_section_is_sent_to_the_right_one() -> None:
    assert findings("edges: e.csv\n")[0].fix == "it belongs under units:"
    assert findings("solve: {capacity: 1}\n")[0].fix == "it belongs under limits:"
    assert "at the start of a line" in findings("units: {contiguous: true}\n")[0].fix


def test_all_errors_are_said_at_once_in_the_order_of_the_file() -> None:
    found = findings(
        "bands: {potential: 10}\nowner: {unknown: error}\nsolve: {gap: 5}\n", head="name: s\nreps: r.csv\n"
    )
    assert [finding.code for finding in found] == ["missing-key", "bad-value", "unknown-key", "bad-value"]
    assert "accounts" in found[0].message
    assert [finding.line for finding in found[1:]] == [3, 4, 5]
    assert found[1].fix == "it is a share: write 0.1 for 10 %"


def test_a_misspelt_required_key_is_one_error_not_two() -> None:
    found = findings("", head="name: s\nacounts: a.csv\nreps: r.csv\n")
    assert [(finding.code, finding.fix) for finding in found] == [("unknown-key", "did you mean accounts?")]


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ("contiguous: true\n", "no-edges"),
        ("contiguous: true\nunits: {edges: e.csv}\nhybrid: {contiguous: [geography]}\n", "contiguous-twice"),
        ("hybrid: {layers: [named], contiguous: [geography]}\n", "no-such-layer"),
        ("hybrid: {contiguous: [named]}\n", "bad-value"),
        ("hybrid: {layers: [named, geography], contiguous: [cells]}\n", "no-such-layer"),
        ("hybrid: {layers: [named], cells: {bands: {potential: 0.2}}}\n", "no-such-layer"),
        ("hybrid: {cells: {bands: {potential: 20}}}\n", "bad-value"),
        ("pairs_only: true\n", "no-pairs"),
        ("columns: {locks: {rep_id: User}}\n", "unused-columns"),
        ("columns: {accounts: {acount_id: Id}}\n", "unknown-key"),
        ("columns: {accounts: {lat: X, lon: X}}\n", "same-column"),
        ("missing: {seats: median}\n", "unknown-key"),
        ("missing: {potential: ignore}\n", "bad-value"),
        ("missing: {coordinates: median}\n", "bad-value"),
        ("bands: {travel: 0.1}\n", "not-a-measure"),
        ("locks: a.csv\n", "same-file"),
        ("locks: /tmp/a.csv\n", "absolute-path"),
        ("locks: C:\\locks.csv\n", "absolute-path"),
        ("size_classes: {column: c, classes: [{potential: 1}, {up_to: 3, potential: 2}]}\n", "bad-value"),
        ("size_classes: {column: c, classes: [{up_to: 3, potential: 1}, {up_to: 3, potential: 2}]}\n", "bad-value"),
        ("size_classes: {column: c, classes: [{up_to: 3, potential: 1}, {workload: 2}]}\n", "missing-key"),
        ("size_classes: {column: c, classes: [{up_to: 3}]}\n", "missing-key"),
    ],
)
def test_keys_that_contradict_each_other(extra: str, code: str) -> None:
    found = [finding for finding in findings(extra) if finding.severity == "error"]
    assert code in [finding.code for finding in found]
    assert {finding.line for finding in found} == {4}


@pytest.mark.parametrize(
    "extra",
    [
        "contiguous: true\nunits: {edges: e.csv}\n",
        "pairs_only: true\npairs: p.csv\n",
        "columns: {accounts: {account_id: Company, name: Company}}\n",
        "bands: {seats: 0.1}\ncolumns: {accounts: {seats: Seats__c}}\nmissing: {seats: median}\n",
        "protect: {vip: pin}\ncolumns: {accounts: {vip: VIP__c}}\n",
        "limits: {moved_this_year: moved}\ncolumns: {accounts: {moved: Moved__c}}\n",
        "size_classes: {column: staff, classes: [{up_to: 3, potential: 1}]}\ncolumns: {accounts: {staff: N}}\n",
    ],
)
def test_keys_that_go_together(extra: str) -> None:
    assert findings(extra) == ()


def test_a_band_beyond_the_fair_share_is_a_warning_only() -> None:
    assert [finding.severity for finding in findings("bands: {potential: 2}\n")] == ["warning"]
    assert findings("bands: {potential: 1}\n") == ()


def test_overrides_take_the_place_of_single_settings() -> None:
    data = (HEAD + "solve: {seed: 4, gap: 0.2}\n").encode()
    found = read_scenario("s.yaml", data, {"solve": {"seed": 9}, "as_of": "2027-02-01"}).scenario
    assert found is not None
    assert (found.solve.seed, found.solve.gap, found.as_of) == (9, 0.2, datetime.date(2027, 2, 1))


def test_the_json_schema_is_plain_json_and_explains_every_key() -> None:
    schema = json.loads(json.dumps(json_schema(), allow_nan=False))
    assert schema["required"] == ["name", "accounts", "reps"]
    sections = [schema, *schema["$defs"].values()]
    for section in sections:
        assert section["additionalProperties"] is False
        for key, entry in section["properties"].items():
            assert entry.get("description"), key


@pytest.mark.parametrize(
    ("goal", "levels"),
    [
        ("{order: [reassigned_accounts, travel]}", ({"reassigned_accounts": 1.0}, {"travel": 1.0})),
        (
            "\n  order:\n    - {potential: 5, mean_workload: 2}\n    - travel",
            ({"potential": 5, "mean_workload": 2}, {"travel": 1}),
        ),
        ("{order: [{travel: 0}]}", ({"travel": 0},)),
    ],
)
def test_a_goal_in_order(goal: str, levels: tuple[dict[str, float], ...]) -> None:
    assert read(f"goal: {goal}\n").to_rules().goal == levels


def test_a_measure_may_be_called_order() -> None:
    assert read("goal: {order: 2, travel: 1}\n").to_rules().goal == {"order": 2, "travel": 1}


@pytest.mark.parametrize(
    ("goal", "code", "line", "column", "says"),
    [
        ("goal: {order: [potential], travel: 1}\n", "order-and-weights", 4, "28", "travel"),
        ("goal:\n  order: [potential]\n  travel: 1\n", "order-and-weights", 6, "3", "travel"),
        ("goal: {order: []}\n", "bad-value", 4, "15", "at least one"),
        ("goal:\n  order:\n    - potential\n    - {}\n", "bad-value", 7, "7", "goal.order[2]"),
        ("goal: {order: [potential, 5]}\n", "bad-value", 4, "27", "goal.order[2]"),
        ("goal: {order: potential}\n", "bad-value", 4, "15", "must be a list"),
        ("goal: {order: [{potential: -1}]}\n", "bad-value", 4, "28", "goal.order[1].potential"),
        ("goal: {order: [potential, {travel: 1, potential: 2}]}\n", "term-twice", 4, "39", "potential"),
        ("goal: {order: [potential, travel, potential]}\n", "term-twice", 4, "35", "potential"),
    ],
)
def test_a_goal_in_order_that_is_none(goal: str, code: str, line: int, column: str, says: str) -> None:
    (finding,) = findings(goal)
    assert (finding.code, finding.line, finding.column) == (code, line, column)
    assert says in finding.message
