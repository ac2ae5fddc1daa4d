"""What is wrong with a scenario although each value is sound: keys that need, or exclude, each other."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePath, PureWindowsPath

from scenarios.files.bands import references, widths
from scenarios.files.columns import OURS, kind_of
from scenarios.files.goal import Order
from scenarios.files.levels import Overlay
from scenarios.files.schema import Scenario
from scenarios.files.text import did_you_mean
from scenarios.files.yaml import Document, Path
from solver.counts import added_up, counted
from solver.errors import Finding
from solver.rules import GOAL_TERMS

COORDINATES = "coordinates"
"""The name under which `missing` speaks of lat and lon together."""


def contradictions(scenario: Scenario, document: Document) -> list[Finding]:
    """Everything that the keys say against each other, at its place in the file."""
    return [
        *_files(scenario, document),
        *_needed_files(scenario, document),
        *_measures(scenario, document),
        *_missing(scenario, document),
        *_columns(scenario, document),
        *_size_classes(scenario, document),
        *_goal(scenario, document),
        *_families(scenario, document),
        *_extras(scenario, document),
    ]


def used_columns(scenario: Scenario, table: str) -> set[str]:
    """The columns, by our names, that a scenario reads from a table, were they in the file."""
    used = set(OURS[kind_of(table)])
    measures = scenario.to_rules().measures()
    if table in ("accounts", "pairs"):
        used.update(added_up(measures))
    used.update(scenario.named_columns(table))
    if table == "accounts":
        used.update(count.column for count in counted(measures).values() if count.column)
        used.update(scenario.protect)
        if isinstance(scenario.limits.moved_this_year, str):
            used.add(scenario.limits.moved_this_year)
        if scenario.size_classes is not None:
            used.add(scenario.size_classes.column)
    return used


def place_of(table: str, seedless: bool = False) -> Path:
    """Where a scenario, with a team or `seedless`, names the file of one of its tables."""
    kind, dot, name = table.partition(".")
    if dot:
        return (kind, int(name), "managers") if kind == "hierarchy" else (kind, name, "reps")
    places: dict[str, Path] = {table: ("units", table) for table in ("edges", "barriers", "bridges")}
    places |= {"named": ("named", "list")} | ({"distances": ("reps", "distances")} if seedless else {})
    return places.get(table, (table,))


def columns_at(table: str) -> Path:
    """Where a scenario maps the columns of one of its tables."""
    return (*place_of(table)[:-1], "columns") if "." in table else ("columns", table)


def _files(scenario: Scenario, document: Document) -> Iterator[Finding]:
    named: dict[str, str] = {}
    for table in scenario.tables:
        name = scenario.path_of(table)
        if name is None:
            continue
        place = place_of(table, scenario.territories is not None)
        if PurePath(name).is_absolute() or PureWindowsPath(name).drive:
            fix = "write the path from the scenario's folder, so that the folder can be moved and checked"
            yield document.finding(place, "absolute-path", f"{name} is not relative to this file", fix)
        elif name in named:
            message = f"{table} and {named[name]} are the same file"
            yield document.finding(place, "same-file", message, "name another file for one of them")
        named.setdefault(name, table)


def _needed_files(scenario: Scenario, document: Document) -> Iterator[Finding]:
    if scenario.contiguous and scenario.units.edges is None and scenario.model != "geographic":
        fix = "add: units: {by: account, edges: edges.csv}, or set model: geographic, which finds the neighbours itself"
        yield document.finding(("contiguous",), "no-edges", "contiguous: true needs the neighbours of the units", fix)
    if scenario.territories is not None and scenario.distances is not None:
        message = "distances are from reps, and there are no people yet"
        fix = "write distances between units under reps: {count: 12, distances: file}"
        yield document.finding(("distances",), "no-people", message, fix)
    if scenario.hybrid.contiguous and scenario.contiguous:
        message = "contiguous: true holds all accounts of a rep together, hybrid: contiguous those of a layer"
        fix = "delete one of the two"
        yield document.finding(("contiguous",), "contiguous-twice", message, fix)
    for layer in dict.fromkeys(scenario.hybrid.contiguous):
        if layer not in scenario.hybrid.layers:
            message = f"contiguous names {layer}, which is not among the layers"
            fix = "add it to layers, or delete this"
            yield document.finding(("hybrid", "contiguous"), "no-such-layer", message, fix)
    if (scenario.hybrid.cells.bands or scenario.hybrid.cells.own) and "cells" not in scenario.hybrid.layers:
        fix = "add cells to layers, or delete this"
        yield document.finding(("hybrid", "cells"), "no-such-layer", "bands of cells, and there is no layer cells", fix)
    if scenario.pairs_only and scenario.pairs is None:
        fix = "add: pairs: pairs.csv, or set pairs_only: false"
        yield document.finding(("pairs_only",), "no-pairs", "pairs_only: true needs a pairs file", fix)
    for table in scenario.tables:
        if scenario.mapping(table) and scenario.path_of(table) is None:
            message = f"columns for {table}, but the scenario names no such file"
            yield document.finding(
                columns_at(table), "unused-columns", message, f"add the {table} file, or delete this"
            )


def _measures(scenario: Scenario, document: Document) -> Iterator[Finding]:
    for name, band in widths(scenario.bands).items():
        if name in GOAL_TERMS:
            message = f"{name} is a term of the goal, not a measure that can be shared out"
            yield document.finding(("bands", name), "not-a-measure", message, "delete this band", at_key=True)
        elif band > 1:
            finding = document.finding(
                ("bands", name),
                "wide-band",
                f"a band of {band:g} allows up to {1 + band:.0%} of {_middle(scenario, name)}",
                f"a band is a share: write {band / 100:g} for ±{band:g} %",
            )
            yield as_warning(finding)


def _middle(scenario: Scenario, measure: str) -> str:
    """What a band is around."""
    return "the median" if measure in references(scenario.bands) else "a fair share"


def _missing(scenario: Scenario, document: Document) -> Iterator[Finding]:
    measures = {*added_up(scenario.to_rules().measures()), "potential", "workload"}
    for name, rule in scenario.missing.items():
        path = ("missing", name)
        if name == COORDINATES:
            if rule not in ("error", "ignore", "exclude"):
                yield document.finding(
                    path, "bad-value", f"missing coordinates cannot be {rule}", "write ignore or exclude"
                )
        elif name not in measures:
            fix = did_you_mean(name, [*sorted(measures), COORDINATES])
            message = f"{name} is not a measure of this scenario"
            yield document.finding(path, "unknown-key", message, fix, at_key=True)
        elif rule == "ignore":
            fix = "write error, exclude, median, segment_median or a number"
            yield document.finding(path, "bad-value", f"a missing {name} cannot be ignored", fix)


def _columns(scenario: Scenario, document: Document) -> Iterator[Finding]:
    for table in scenario.tables:
        read: dict[str, str] = {}
        known = used_columns(scenario, table)
        for ours, theirs in scenario.mapping(table).items():
            path = (*columns_at(table), ours)
            if ours not in known:
                message = f"{ours} is not a column that this scenario reads from {table} (write ours: theirs)"
                yield document.finding(path, "unknown-key", message, did_you_mean(ours, sorted(known)), at_key=True)
            elif theirs in read and {ours, read[theirs]} not in ({"account_id", "name"}, {"rep_id", "name"}):
                message = f"{ours} and {read[theirs]} are both read from {theirs}"
                yield document.finding(path, "same-column", message, "name another column for one of them")
            read.setdefault(theirs, ours)


def _size_classes(scenario: Scenario, document: Document) -> Iterator[Finding]:
    if scenario.size_classes is None:
        return
    classes = scenario.size_classes.classes
    path = ("size_classes", "classes")
    for place, (one, after) in enumerate(pairwise(classes)):
        if one.up_to is None:
            yield document.finding((*path, place), "bad-value", "only the last class can be without up_to", "add up_to")
        elif after.up_to is not None and after.up_to <= one.up_to:
            message = f"up_to {after.up_to:g} does not come after {one.up_to:g}"
            yield document.finding((*path, place + 1), "bad-value", message, "write the classes from small to large")
    for name in ("potential", "workload"):
        silent = [place for place, each in enumerate(classes) if getattr(each, name) is None]
        if silent and len(silent) < len(classes):
            message = f"this class has no {name}, while others have"
            yield document.finding(
                (*path, silent[0]), "missing-key", message, f"add {name}, or leave it out everywhere"
            )
    if all(each.potential is None and each.workload is None for each in classes):
        yield document.finding(
            path, "missing-key", "the classes fill nothing", "add potential, workload or both to each"
        )


def _goal(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """A term that stands in two levels of an order."""
    if not isinstance(scenario.goal, Order):
        return
    seen: dict[str, int] = {}
    for place, item in enumerate(scenario.goal.order):
        for term in [item] if isinstance(item, str) else item:
            if term in seen:
                path: Path = ("goal", "order", place) if isinstance(item, str) else ("goal", "order", place, term)
                message = f"{term} stands in the order twice: it is in item {seen[term] + 1} already"
                yield document.finding(path, "term-twice", message, "keep it in one item", at_key=True)
            seen.setdefault(term, place)


def _families(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """Keys about families where units are something else."""
    units = scenario.units
    for key, idle in (("parent", units.parent is None), ("families", units.families == "together")):
        if units.by != "family" and not idle:
            message = f"{key} is about families, and the units are by {units.by}"
            yield document.finding(
                ("units", key), "no-families", message, "add by: family, or delete this", at_key=True
            )


def _extras(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """What is solved on top of the plan: names that occur twice, least above most, keys without an effect."""
    seen = set[str]()
    for table, each in scenario.extras.items():
        path = place_of(table)[:-1]
        if each.least is not None and each.most is not None and each.least > each.most:
            message = f"least {each.least} is above most {each.most}"
            yield document.finding((*path, "least"), "bad-value", message, "exchange them")
        if isinstance(each, Overlay):
            if each.follows == "accounts":
                for key in ("ratio", "least", "most", "contiguous"):
                    if getattr(each, key):
                        message, fix = f"{key} is about pods, and this role follows accounts", "delete it"
                        yield document.finding((*path, key), "no-pods", message, fix, at_key=True)
            continue
        if each.ratio is None and each.table is None and getattr(each, "count", "auto") == "auto":
            message = "nothing says how many managers there are"
            yield document.finding(path, "missing-key", message, "add ratio, count or managers")
        name = str(getattr(each, "level", ""))
        if name in seen:
            yield document.finding((*path, "level"), "level-twice", f"there are two levels {name}", "rename one")
        seen.add(name)


def as_warning(finding: Finding) -> Finding:
    """The same finding, no longer an error."""
    return replace(finding, severity="warning")
