"""What a written code says: the code itself where it can be read for certain, else why not. Nothing is completed."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from typing import Literal

from geo.gazetteer.tables import counties, postal_codes, prefixes, states

Why = Literal[
    "",
    "lost-leading-zeros",
    "military-code",
    "foreign-code",
    "unknown-code",
    "unknown-name",
    "ambiguous-name",
    "unreadable",
]

MILITARY = re.compile(r"09[0-9]{3}|340[0-9]{2}|96[2-6][0-9]{2}")
"""Post offices of the armed forces (AE, AA, AP): addresses without a place on the map."""
FULL = re.compile(r"([0-9]{5})(?:[- ]?[0-9]{4})?(?:\.0)?")
SHORT = re.compile(r"([0-9]{3,4})(?:-[0-9]{4})?(?:\.0)?|([0-9]{3,4})[0-9]{4}")
"""Five digits that lost one or two zeros in front, with or without the four digits of ZIP+4."""
INDEPENDENT_CITY = 500
"""From here up, the last three digits of a FIPS code are those of a city that belongs to no county."""
_KINDS = "county|parish|borough|census area|municipality|city and borough|municipio|city"


@dataclass(frozen=True)
class Code:
    """`key` : the code in its usual form, "" where it could not be read. `likely` : what it probably was meant to be.

    A code that is well formed but not in the tables has both a key and a reason.
    """

    key: str = ""
    why: Why = ""
    likely: str = ""


def read_zip(text: str) -> Code:
    """A postal code: five digits, or nine as in 30301-1234. Three or four digits have lost their zeros."""
    if whole := FULL.fullmatch(text):
        code = whole[1]
        if code in postal_codes().index:
            return Code(code)
        return Code(code, "military-code" if MILITARY.fullmatch(code) else "unknown-code")
    if short := SHORT.fullmatch(text):
        code = (short[1] or short[2]).zfill(5)
        return Code("", "lost-leading-zeros", code) if code in postal_codes().index else Code("", "unreadable")
    return Code("", "foreign-code" if re.search(r"[A-Za-z]", text) and re.search(r"[0-9]", text) else "unreadable")


def read_zip3(text: str) -> Code:
    """The first three digits of a postal code; a whole postal code will do."""
    if re.fullmatch(r"[0-9]{3}", text):
        return Code(text) if text in prefixes().index else Code(text, "unknown-code")
    if re.fullmatch(r"[0-9]{1,2}", text):
        prefix = text.zfill(3)
        return Code("", "lost-leading-zeros", prefix) if prefix in prefixes().index else Code("", "unreadable")
    code = read_zip(text)
    prefix = code.key[:3]
    if not prefix or code.why == "military-code":
        return replace(code, key=prefix)
    return Code(prefix, "" if prefix in prefixes().index else "unknown-code")


def read_county(text: str) -> Code:
    """A FIPS code of five digits, or a name with its state: `Fulton County, GA`, `Fulton, Georgia`."""
    if re.fullmatch(r"[0-9]{5}(\.0)?", text):
        code = text[:5]
        return Code(code) if code in counties().index else Code(code, "unknown-code")
    if re.fullmatch(r"[0-9]{4}(\.0)?", text):
        code = text[:4].zfill(5)
        return Code("", "lost-leading-zeros", code) if code in counties().index else Code("", "unreadable")
    name, comma, state = text.rpartition(",")
    where = read_state(state.strip())
    if not comma or where.why:
        return Code("", "ambiguous-name" if not comma and _anywhere(text) else "unreadable")
    found = _named(name, where.key)
    if len(found) == 1:
        return Code(found[0])
    if found:
        return Code("", "ambiguous-name", " or ".join(found))
    return Code("", "unknown-name", _near(name, where.key))


def read_state(text: str) -> Code:
    """A state or territory by its abbreviation, name or FIPS code of two digits; the key is the abbreviation."""
    known = _state_names().get(_plain(text), "")
    if known:
        return Code(known)
    zeros = re.fullmatch(r"[0-9]", text) and _state_names().get(f"0{text}", "")
    return Code("", "lost-leading-zeros", f"0{text} ({zeros})") if zeros else Code("", "unknown-name")


@cache
def _state_names() -> dict[str, str]:
    table = states().reset_index()
    named = {_plain(name): state for name, state in zip(table["name"], table["state"], strict=True)}
    short = {_plain(state): state for state in table["state"]}
    return named | short | dict(zip(table["fips"], table["state"], strict=True))


def _named(name: str, state: str) -> list[str]:
    """FIPS codes of the counties of a state with this name; `city` or `county` behind it tells cities from counties."""
    bare = _bare(name)
    found = _county_names().get((_plain(bare), state), []) or _county_names().get((_plain(name), state), [])
    kind = name.strip()[len(bare) :].strip().casefold()
    if len(found) > 1 and kind:
        found = [fips for fips in found if (int(fips[2:]) >= INDEPENDENT_CITY) == (kind == "city")]
    return found


def _bare(name: str) -> str:
    """A county's name without the word County, or what stands for it."""
    return re.sub(rf"\s+({_KINDS})\s*$", "", name.strip(), flags=re.IGNORECASE)


def _near(name: str, state: str) -> str:
    """The county of a state whose name is most like a misspelt one, as `Fulton, GA`; "" when none is."""
    table = counties()
    close = get_close_matches(_bare(name), table["name"][table["state"] == state].tolist(), n=1, cutoff=0.8)
    return f"{close[0]}, {state}" if close else ""


def _anywhere(name: str) -> bool:
    """Whether some state has a county of this name."""
    return any(_named(name, state) for state in states()["state"])


@cache
def _county_names() -> dict[tuple[str, str], list[str]]:
    names = defaultdict(list)
    table = counties()
    for fips, name, state in zip(table.index, table["name"], table["state"], strict=True):
        names[_plain(name), state].append(fips)
    return dict(names)


def _plain(name: str) -> str:
    """A name without case, accents, spaces and punctuation; Saint and Sainte as St and Ste."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    bare = re.sub(r"\bsaint(e?)\b", r"st\1", bare)
    return "".join(letter for letter in bare if letter.isalnum())
