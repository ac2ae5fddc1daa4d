"""Bytes of a planner's file to text, and the nearest right word for a misspelt one. Nothing is ever guessed."""

import codecs
import difflib
from collections.abc import Iterable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Longest first where one starts with the other: the UTF-32 mark begins with the UTF-16 one."""

_SAMPLE = 4096
"""Bytes looked at to tell UTF-16 without a mark; a table's header always lies within."""


class NotTextError(ValueError):
    """The bytes are in no encoding that can be told for certain. `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"not UTF-8 at line {line}")
        self.line = line


def decode(data: bytes) -> str:
    """UTF-8 (with or without BOM), UTF-16 and UTF-32 to text; raises `NotTextError` for anything else."""
    encoding, skip = _encoding(data)
    try:
        return data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        raise NotTextError(data[: skip + error.start].count(b"\n") + 1) from None


def _encoding(data: bytes) -> tuple[str, int]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding, len(mark)
    sample = data[:_SAMPLE]
    zeros = (sample[0::2].count(0), sample[1::2].count(0))
    # Latin text in UTF-16 has a zero in nearly every second byte, always on the same side; UTF-8 text has none at all.
    if max(zeros) > len(sample) // 4 and min(zeros) == 0:
        return ("utf-16-be" if zeros[0] else "utf-16-le"), 0
    return "utf-8", 0


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` is most likely a misspelling of; None when nothing is near."""
    by_plain = {plain(name): name for name in known}
    close = difflib.get_close_matches(plain(word), list(by_plain), n=1, cutoff=0.6)
    return by_plain[close[0]] if close else None


def plain(word: str) -> str:
    """A heading without case, spaces and punctuation: `Account ID`, `account_id` and `AccountId` are one."""
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """What to do about a word that is not known: the nearest one, else all of them."""
    names = list(known)
    close = nearest(word, names)
    if close is not None:
        return f"did you mean {close}?"
    return f"known here: {', '.join(names)}" if names else ""
