"""What a spreadsheet reader keeps quiet about: cells that hold an error, and formulas that carry no value.

python-calamine gives '' for both. They stand in the sheet's own XML (ECMA-376 part 1, 18.3.1.4: `<c r t><f/><v/></c>`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element, iterparse
from xml.etree.ElementTree import fromstring as parse_xml
from zipfile import ZipFile

_WORTH_READING = re.compile(rb"""<(?:\w+:)?f[\s>/]|\bt=["']e["']""")
"""A formula or an error somewhere in the sheet; most sheets have neither and need no second reading."""


@dataclass(frozen=True)
class CellMark:
    """A cell that shows `error`, or a `formula` without a value. `row` counts from 1, `column` from 0."""

    row: int
    column: int
    error: str = ""
    formula: str = ""


def cell_marks(data: bytes, sheet: str) -> list[CellMark]:
    """The marked cells of one sheet of an xlsx file. Raises KeyError, BadZipFile or ParseError for a damaged file."""
    with ZipFile(BytesIO(data)) as archive:
        xml = archive.read(_part_of(archive, sheet))
    if not _WORTH_READING.search(xml):
        return []
    return list(_marks(xml))


def _part_of(archive: ZipFile, sheet: str) -> str:
    """Name of the archive member that holds a sheet: the workbook names a relation, the relation names the part."""
    workbook = parse_xml(archive.read("xl/workbook.xml"))
    relations = parse_xml(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for entry in workbook.iter():
        if _local(entry) == "sheet" and entry.get("name") == sheet:
            relation = next(value for key, value in entry.attrib.items() if key.endswith("}id"))
            target = targets[relation]
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(sheet)


def _marks(xml: bytes) -> Iterator[CellMark]:
    """Cells are told by their address, or by their order where a writer leaves addresses out (both are allowed)."""
    row, column = 0, -1
    for event, element in iterparse(BytesIO(xml), events=("start", "end")):
        name = _local(element)
        if event == "start" and name == "row":
            row, column = int(element.get("r") or row + 1), -1
        elif event == "end" and name == "c":
            column = _column(element.get("r")) if element.get("r") else column + 1
            parts = {_local(part): (part.text or "").strip() for part in element}
            kind, value = element.get("t"), parts.get("v", "")
            if kind == "e":
                yield CellMark(row, column, error=value or "#ERROR!")
            # A formula whose result is the empty text is stored as t="str" with an empty value: blank on purpose.
            elif "f" in parts and not value and kind not in ("str", "inlineStr"):
                yield CellMark(row, column, formula=parts["f"])
        elif event == "end" and name == "row":
            element.clear()


def _column(address: str | None) -> int:
    number = 0
    for letter in (address or "").upper():
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
