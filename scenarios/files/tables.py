"""A table file of any known format to a text table, its SHA-256, and everything that is wrong with it."""

import difflib
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal
from zipfile import BadZipFile, ZipFile

import pandas as pd

from scenarios.files.delimited import read_delimited
from scenarios.files.grid import Grid, tidy
from solver.errors import Finding, InputError

Kind = Literal["text", "workbook", "parquet"]

_KIND_OF: dict[str, Kind] = {
    ".csv": "text",
    ".tsv": "text",
    ".txt": "text",
    ".xlsx": "workbook",
    ".xlsm": "workbook",
    ".parquet": "parquet",
    ".pq": "parquet",
}
_FORMS: dict[str, str] = {"text": "a text table", "workbook": "an Excel workbook", "parquet": "a parquet file"}
_ENDINGS: dict[str, str] = {"text": ".csv", "workbook": ".xlsx", "parquet": ".parquet"}


@dataclass(frozen=True)
class Table:
    """A file as read. `frame` is None when the file cannot be used as a whole; `sha256` when it is not there."""

    name: str
    frame: pd.DataFrame | None
    sha256: str | None
    findings: tuple[Finding, ...]


def read_table(folder: Path, name: str, decimal: str = ".") -> Table:
    """Read a table named in a scenario that stands in `folder`. Never raises: everything wrong is in `findings`."""
    path = folder / name
    try:
        data = path.read_bytes()
    except OSError as error:
        return Table(name, None, None, (_unreadable(path, name, error),))
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        frame, findings = tidy(_reader(name, data, decimal)(name, data))
    except InputError as error:
        return Table(name, None, sha256, error.findings)
    return Table(name, frame, sha256, tuple(findings))


def _reader(name: str, data: bytes, decimal: str) -> Callable[[str, bytes], Grid]:
    """The reader for a file; raises `InputError` when its content is not what its name says, or not known."""
    wanted = _KIND_OF.get(Path(name).suffix.casefold())
    if wanted is None:
        fix = "save it as csv, xlsx or parquet"
        raise InputError([Finding("unknown-format", "the ending of the file name is not known", fix, name)])
    if not data:
        raise InputError([Finding("empty-file", "the file is empty", "the first row holds the column names", name)])
    found = _kind(data)
    if found not in _FORMS:
        fix = "save it as csv (UTF-8), xlsx or parquet"
        raise InputError([Finding("unknown-format", f"the file is {found}, not {_FORMS[wanted]}", fix, name)])
    if found != wanted:
        message = f"the file is named {Path(name).suffix} but holds {_FORMS[found]}"
        fix = f"rename it to {Path(name).stem}{_ENDINGS[found]}, or save it again as {_ENDINGS[wanted]}"
        raise InputError([Finding("wrong-format", message, fix, name)])
    if wanted == "workbook":
        from scenarios.files.spreadsheet import read_spreadsheet

        return lambda name, data: read_spreadsheet(name, data, decimal)
    if wanted == "parquet":
        from scenarios.files.parquet import read_parquet

        return lambda name, data: read_parquet(name, data, decimal)
    return read_delimited


def _kind(data: bytes) -> str:
    """What the first bytes say: a `Kind`, or a format in words that cannot be read."""
    start = data[:512].lstrip().lower()
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "an old Excel workbook (xls) or one protected with a password"
    if data.startswith(b"\x1f\x8b"):
        return "a compressed file (gzip)"
    if data.startswith(b"%PDF"):
        return "a PDF document"
    if start.startswith((b"<html", b"<!doctype", b"<table")):
        return "a web page"
    return "text"


def _zipped(data: bytes) -> str:
    try:
        members = ZipFile(BytesIO(data)).namelist()
    except BadZipFile:
        return "a damaged workbook or zip file"
    if "xl/workbook.xml" in members:
        return "workbook"
    return "a binary Excel workbook (xlsb)" if "xl/workbook.bin" in members else "a zip file"


def _unreadable(path: Path, name: str, error: OSError) -> Finding:
    if path.is_dir():
        return Finding("missing-file", f"{name} is a folder", "name a csv, xlsx or parquet file in it")
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        return Finding(
            "unreadable-file",
            f"{name} cannot be read: {error.strerror or error}",
            "close it in other programs and check its permissions",
        )
    if "\\" in name and (path.parent / name.replace("\\", "/")).exists():
        return Finding("missing-file", f"there is no file {name}", f"write {name.replace(chr(92), '/')}")
    if not path.parent.is_dir():
        return Finding(
            "missing-file",
            f"there is no folder {Path(name).parent} beside the scenario, so no {name}",
            "paths are relative to the scenario file",
        )
    near = _nearest_file(path)
    fix = (
        f"did you mean {Path(name).with_name(near).as_posix()}?"
        if near
        else "put it there, or correct the name in the scenario"
    )
    return Finding("missing-file", f"there is no file {name}", fix)


def _nearest_file(path: Path) -> str | None:
    """The table file in the same folder whose name, without its ending, is most like the one asked for."""
    stems: dict[str, str] = {}
    for entry in sorted(path.parent.iterdir()):
        if entry.is_file() and entry.suffix.casefold() in _KIND_OF:
            stems.setdefault(entry.stem.casefold(), entry.name)
    close = difflib.get_close_matches(path.stem.casefold(), list(stems), n=1, cutoff=0.6)
    return stems[close[0]] if close else None
