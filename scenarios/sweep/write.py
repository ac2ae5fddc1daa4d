"""The folder of a sweep: table, page, picture, and a result folder per combination. Written whole or not at all."""

from pathlib import Path

from scenarios.files import results
from scenarios.files.folder import SWEEP, appearing
from scenarios.files.written import strict_json
from scenarios.sweep.html import html
from scenarios.sweep.picture import picture
from scenarios.sweep.tables import Swept, content, csv


def write(folder: Path, found: Swept, force: bool = False) -> Path:
    """Write sweep.json, .csv, .html, frontier.svg and the results to `folder` and return it.

    Raises InputError when there is a sweep already and `force` is not given, or the folder holds something else.
    """
    texts = {
        SWEEP.mark: strict_json(content(found)),
        "sweep.csv": csv(found),
        "sweep.html": html(found),
        "frontier.svg": picture(found.points),
    }
    with appearing(folder, force, SWEEP) as part:
        for name, text in texts.items():
            (part / name).write_bytes(text.encode())
        for each in found.points:
            run = each.run
            if run.result is not None:
                # Beside its final place, so that the way to the scenario is the same from there.
                results.write(part / each.name, run.combination.inputs, run.problem, run.result)
    return folder
