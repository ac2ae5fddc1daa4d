"""The map of the units: as the planner gives it, or one that is built in."""

from dataclasses import replace

from geo.gazetteer.tables import states
from geo.remarks import Remark
from geo.units.polygons import Areas, read_areas
from geo.units.us import LAYERS, us_areas
from scenarios.designs.keys import BUILT_IN, UnitKeys
from solver.intake.findings import Findings

TABLE = "polygons"


def map_of(units: UnitKeys, findings: Findings) -> Areas | None:
    """The map, None where units have none. What was repaired in it, or makes it useless, becomes findings."""
    drawn = units.polygons or BUILT_IN.get(units.kind)
    if drawn is None:
        return None
    if not isinstance(drawn.map, str):
        areas = read_areas(drawn.map, drawn.id)
        say(findings, areas.remarks, TABLE)
        return areas
    if drawn.map not in LAYERS:
        fix = f"built in are {' and '.join(LAYERS)}"
        findings.error("unknown-map", f"there is no map {drawn.map} built in", fix=fix, table=TABLE)
        return None
    areas = us_areas(drawn.map)
    if drawn.map == "us_states":
        return replace(areas, ids=states()["state"].reindex(areas.ids).to_numpy(dtype=object))
    return areas


def say(findings: Findings, remarks: tuple[Remark, ...], table: str) -> None:
    """Remarks of geo as findings about a table."""
    for remark in remarks:
        findings.add(remark.severity, remark.code, remark.message, fix=remark.fix, table=table, ids=remark.ids)
