"""The summary of a result as the files that show it."""

from scenarios.files.folder import MAP
from scenarios.reports.atlas.picture import Map, alone, figure
from scenarios.reports.sheet import sheet


def pages(summary: str, drawn: Map | None) -> dict[str, str]:
    """File → content: the summary (Markdown), the same as a page with the map in it, and the map if there is one."""
    page = sheet(summary, "" if drawn is None else figure(drawn))
    return {"summary.md": summary, "summary.html": page, **({} if drawn is None else {MAP: alone(drawn)})}
