"""Segments by column or by size, and the edges that hold on to an account."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.designs.design import Design, Tables
from scenarios.designs.segment import Segments, segment
from scenarios.designs.sizes import SegmentClass, Sizes, place, sticky
from solver.rules import Rules
from tests.scenarios.designs.books import column, errors, found, may_own, tables, unchanged, valley

CLASSES = (SegmentClass("SMB", 100), SegmentClass("mid-market", 1000), SegmentClass("enterprise"))


def by_size(sizes: str, today: str = "", owners: str = "", **more: object) -> Design:
    columns = {"employees": sizes, "segment": today or "_ _ _ _ _ _ _ _"}
    made = valley(columns | ({"current_owner": owners} if owners else {}), {"segments": "SMB mid-market;enterprise"})
    settings = Segments(size="employees", classes=CLASSES, **more)  # type: ignore[arg-type]
    return segment(tables(made), Rules(), settings)


def test_a_column_says_the_segment() -> None:
    made = valley(None, {"segments": "SMB MID"})
    design = segment(tables(made), Rules(), Segments())
    assert errors(design) == []
    assert column(design, "segment") == ["smb", "smb", "mid", "mid", "smb", "smb", "mid", "mid"]
    assert design.rules.serves == {"segment": "segments"}
    assert may_own(design)[:, 0].tolist() == [True, True, False, False, True, True, False, False]


def test_segments_nobody_serves_and_names_nobody_has() -> None:
    made = valley({"segment": "smb smb mid mid smb smb _ ent"}, {"segments": "SMB Midd"})
    design = segment(tables(made), Rules(), Segments())
    assert sorted(errors(design)) == ["blank-segment", "nobody-serves", "unknown-segment"]
    assert found(design, "unknown-segment").fix == "did you mean mid?"
    assert "mid (2 accounts), ent (1 account)" in found(design, "nobody-serves").message


def test_a_class_reaches_up_to_its_end() -> None:
    design = by_size("0 100 100.5 1000 1001 9e9 50 500")
    assert errors(design) == []
    words = "SMB SMB mid-market mid-market enterprise enterprise SMB mid-market"
    assert column(design, "segment") == words.split()
    assert may_own(design)[:, 0].tolist() == [True, True, False, False, False, False, True, False]


def test_what_stood_in_the_segment_column_is_kept_beside() -> None:
    design = by_size("1 1 1 1 1 1 1 1", "mid-market _ _ _ _ _ _ _")
    assert column(design, "segment_before") == ["mid-market", *[""] * 7]


def test_an_account_near_an_edge_stays_where_it_is_and_is_counted() -> None:
    design = by_size(
        "110 111 90 89 105 950 1100.5 89",
        "SMB SMB mid-market mid-market _ enterprise mid-market smb",
        owners="_ _ _ _ _ _ _ _",
        sticky=0.1,
    )
    assert errors(design) == []
    words = "SMB mid-market mid-market SMB mid-market enterprise enterprise SMB"
    assert column(design, "segment") == words.split()
    kept = {f.message.split(" – ")[0]: f.ids for f in design.findings if f.code == "kept-at-the-edge"}
    assert kept == {
        "near the edge: mid-market by its size, and held in SMB": ("A1",),
        "near the edge: SMB by its size, and held in mid-market": ("A3",),
        "near the edge: mid-market by its size, and held in enterprise": ("B2",),
    }
    assert found(design, "segment-changed").ids == ("A2", "A4", "B3")


def test_the_owner_tells_the_segment_when_he_serves_exactly_one() -> None:
    near = "105 105 105 105 105 105 1050 95"
    design = by_size(near, "_ mid-market _ _ _ _ _ _", owners="WES WES EVE _ GONE WES EVE EVE", sticky=0.1)
    # WES serves SMB alone; EVE serves two, so that the size of an account of EVE's decides.
    words = "SMB mid-market mid-market mid-market mid-market SMB enterprise SMB"
    assert column(design, "segment") == words.split()


def test_a_segment_of_today_that_is_none_is_an_error_with_a_near_name() -> None:
    design = by_size("1 1 1 1 1 1 1 1", "SMBs _ _ _ _ _ _ Midmarket", sticky=0.1)
    finding = found(design, "unknown-segment")
    assert finding.ids == ("A1", "B4")
    assert finding.fix.startswith("did you mean SMB?; did you mean mid-market?")
    assert errors(by_size("1 1 1 1 1 1 1 1", "SMBs _ _ _ _ _ _ Midmarket")) == []


def test_sizes_that_are_none() -> None:
    design = by_size("1 many -3 _ 1 1 1 1")
    assert sorted(set(errors(design))) == ["blank-segment", "negative", "not-a-number"]
    closed = (SegmentClass("SMB", 100), SegmentClass("mid-market", 1000))
    made = valley({"employees": "1 1001 1 1 1 1 1 1"}, {"segments": "SMB mid-market"})
    design = segment(tables(made), Rules(), Segments(size="employees", classes=closed))
    assert found(design, "beyond-last-class").ids == ("A2",)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (Segments(size="employees"), "there are no classes"),
        (Segments(classes=CLASSES), "no column holds the size"),
        (Segments(sticky=0.1), "no edges"),
        (Segments(size="employees", classes=CLASSES, sticky=10), "no share"),
        (Segments(size="employees", classes=(SegmentClass("a"), SegmentClass("b", 5))), "only the last class"),
        (Segments(size="employees", classes=(SegmentClass("a", 5), SegmentClass("b", 5))), "b ends at 5"),
        (Segments(size="employees", classes=(SegmentClass("a", 5), SegmentClass("A"))), "stands there twice"),
    ],
)
def test_settings_that_cannot_be_meant(settings: Segments, words: str) -> None:
    made = valley({"employees": "1 1 1 1 1 1 1 1"}, {"segments": "* *"})
    assert words in found_message(segment(tables(made), Rules(), settings))


def found_message(design: Design) -> str:
    return " / ".join(finding.message for finding in design.findings if finding.code == "unsound-classes")


@pytest.mark.parametrize("by", ["segment", "segments"])
def test_peer_groups_of_segments(by: str) -> None:
    made = valley(None, {"segments": "smb mid"})
    design = segment(tables(made), Rules(peers=by), Segments())
    assert (design.rules.peers, [*design.tables.reps["peer_group"]]) == ("peer_group", ["smb", "mid"])
    made = valley(None, {"segments": "smb;mid mid"})
    finding = found(segment(tables(made), Rules(peers=by), Segments()), "groups-overlap")
    assert "mid is served by reps of the groups mid; smb (WES) and mid (EVE)" in finding.message
    assert finding.severity == "note"
    assert "fair shares are those of what each group owns in the plan" in finding.message
    assert "groups" in finding.fix


def held(size: float, today: int, edges: list[float], room: float) -> int:
    """Where an account is after all edges, one after the other, from its class of today."""
    at = today
    while at < len(edges) and size > edges[at] * (1 + room):
        at += 1
    if at == today:
        while at > 0 and size < edges[at - 1] * (1 - room):
            at -= 1
    return at


@pytest.mark.parametrize(("size", "today", "room"), [(3.45, 0, 0.15), (6.9, 0, 0.15), (2.4, 1, 0.2), (4.8, 1, 0.2)])
def test_rounding_moves_nobody_who_stands_at_a_threshold(size: float, today: int, room: float) -> None:
    """3 × (1 + 0.15) is 3.4499999999999997 in floating point, and 3 × (1 − 0.2) is 2.4000000000000004."""
    edge = 3.0 if size < 4 else 6.0
    assert sticky(Sizes(np.array([size]), np.array([edge])), np.array([today]), room).tolist() == [today]


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=4, unique=True).map(sorted),
    st.lists(st.tuples(st.integers(0, 150).map(lambda n: n / 2), st.integers(-1, 4)), min_size=1, max_size=12),
    st.sampled_from([0.05, 0.25, 0.5]),
)
def test_sticky_edges_are_those_that_one_walks_over(
    edges: list[int], accounts: list[tuple[float, int]], room: float
) -> None:
    sizes = Sizes(np.array([size for size, _ in accounts]), np.array(edges, dtype=np.float64))
    today = np.array([min(at, len(edges)) for _, at in accounts])
    plain, made = place(sizes), sticky(sizes, today, room)
    assert plain.tolist() == [sum(size > edge for edge in edges) for size, _ in accounts]
    assert (sticky(sizes, today, 0.0) == plain).all()
    for (size, _), class_, by_size_, now in zip(accounts, today, plain, made, strict=True):
        assert now == (by_size_ if class_ < 0 else held(size, int(class_), [float(e) for e in edges], room))


@given(st.lists(st.sampled_from(["", "5", "95", "105", "120"]), min_size=1, max_size=6), st.sampled_from([0.0, 0.1]))
def test_every_row_is_kept_in_order(sizes: list[str], room: float) -> None:
    ids = [f"A{at}" for at in range(len(sizes))]
    book = pd.DataFrame({"account_id": ids, "staff": sizes}, dtype=object)
    book.attrs["rows"] = [at + 5 for at in range(len(sizes))]
    team = pd.DataFrame({"rep_id": ["R"], "segments": ["*"]}, dtype=object)
    settings = Segments(size="staff", classes=CLASSES, sticky=room, blank="anybody")
    design = segment(Tables(book, team), Rules(bands={}), settings)
    assert unchanged(book, design.tables.accounts)
    assert design.tables.accounts.attrs["rows"] == book.attrs["rows"]
    assert [bool(name) for name in column(design, "segment")] == [bool(size) for size in sizes]
