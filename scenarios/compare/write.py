"""The folder of a comparison: for programs, for spreadsheets, for readers. Written whole or not at all."""

from pathlib import Path

from scenarios.compare.comparison import Comparison
from scenarios.compare.page.html import html
from scenarios.compare.page.markdown import markdown
from scenarios.compare.page.picture import picture
from scenarios.compare.page.tables import content, csv
from scenarios.files.folder import COMPARISON, appearing
from scenarios.files.written import strict_json


def write(folder: Path, found: Comparison, force: bool = False) -> Path:
    """Write comparison.json, .csv, .md, .svg and .html to `folder` and return it.

    Raises InputError when there is a comparison already and `force` is not given, or the folder holds something else.
    """
    texts = {
        COMPARISON.mark: strict_json(content(found)),
        "comparison.csv": csv(found),
        "comparison.md": markdown(found),
        "comparison.svg": picture(found),
        "comparison.html": html(found),
    }
    with appearing(folder, force, COMPARISON) as part:
        for name, text in texts.items():
            (part / name).write_bytes(text.encode())
    return folder
