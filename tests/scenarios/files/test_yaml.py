"""The scenario file as YAML: what is refused, where, and what stays text."""

import pytest

from scenarios.files.yaml import parse


def places(data: str | bytes) -> list[tuple[str, int | None, str]]:
    _, findings = parse("s.yaml", data if isinstance(data, bytes) else data.encode())
    return [(finding.code, finding.line, finding.column) for finding in findings]


def test_words_that_older_yaml_takes_for_booleans_stay_text() -> None:
    document, findings = parse("s.yaml", b"a: NO\nb: yes\nc: on\nd: true\n")
    assert document.content == {"a": "NO", "b": "yes", "c": "on", "d": True}
    assert findings == []


def test_every_duplicate_key_is_named_with_both_lines() -> None:
    text = "a: 1\nb: {c: 1, c: 2}\na: 3\n"
    document, findings = parse("s.yaml", text.encode())
    assert places(text) == [("duplicate-key", 2, "11"), ("duplicate-key", 3, "1")]
    assert "first in line 1" in findings[1].message
    assert document.content["a"] == 1


def test_the_same_key_in_two_sections_is_no_duplicate() -> None:
    assert places("a: {c: 1}\nb: {c: 1}\n") == []


def test_all_tabs_in_front_of_text_are_found_and_others_are_not() -> None:
    assert places("a:\n\tb: 1\n  \tc: 2\n") == [("yaml-tab", 2, "1"), ("yaml-tab", 3, "3")]
    assert places("a: 'x\ty'\n# \tcomment\n") == []


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_an_empty_file_is_said_to_be_empty(text: str) -> None:
    assert [code for code, _, _ in places(text)] == ["scenario-empty"]


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n", "3\n"])
def test_a_file_without_keys_is_refused(text: str) -> None:
    assert [code for code, _, _ in places(text)] == ["scenario-shape"]


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: {b: 1\nc: 2\n", 2), ("a: 'x\n", 2), ("a: b: c\n", 1), ("a: 1\n---\nb: 2\n", 2), ("a: *nobody\n", 1)],
)
def test_broken_syntax_names_its_line(text: str, line: int) -> None:
    assert [(code, at) for code, at, _ in places(text)] == [("yaml-syntax", line)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings_are_read(encoding: str) -> None:
    document, findings = parse("s.yaml", "name: Müller Süd\n".encode(encoding))
    assert (document.content, findings) == ({"name": "Müller Süd"}, [])


def test_latin_1_is_refused_at_its_line() -> None:
    assert places("a: 1\nb: é\n".encode("latin-1")) == [("scenario-encoding", 2, "")]


def test_what_yaml_knows_and_scenarios_do_not() -> None:
    assert places("a: &x [1, *x]\n") == [("yaml-loop", 1, "4")]
    assert places("a: &x {b: 1}\nc: {<<: *x}\n") == [("yaml-merge", 2, "5")]
    assert places("? [1, 2]\n: 3\n") == [("yaml-key", 1, "3")]
    assert places("a: 2027-02-30\n") == [("yaml-value", 1, "4")]


@pytest.mark.parametrize(
    "text",
    ["!thing x", "!thing", "!thing {b: 1}", "!thing [1]", "!!set {b, c}", "!!binary aGk=", "!!map [1]", "!!foo 3"],
)
def test_a_tag_that_is_not_known_is_said_and_not_read_as_empty(text: str) -> None:
    assert places(f"z: 1\na: {text}\n") == [("yaml-tag", 2, "4")]


@pytest.mark.parametrize("text", ["!thing a: 1\n", "!thing {a: 1}\n", "? !thing a\n: 1\n"])
def test_a_tag_on_a_key_or_on_the_file_is_said_too(text: str) -> None:
    assert [code for code, _, _ in places(text)] == ["yaml-tag"]


@pytest.mark.parametrize("text", ["!!int x", "!!null x", "!!bool maybe", "!!float x"])
def test_a_value_that_is_not_what_its_tag_says_is_refused(text: str) -> None:
    assert places(f"a: {text}\n") == [("yaml-value", 1, "4")]


def test_tags_of_plain_values_are_kept() -> None:
    document, findings = parse("s.yaml", b"a: !!str 5\nb: !!float 5\nc: !!map {d: !!seq [! x]}\n")
    assert (document.content, findings) == ({"a": "5", "b": 5.0, "c": {"d": ["x"]}}, [])


def test_an_alias_stands_for_its_value() -> None:
    document, findings = parse("s.yaml", b"a: &x {b: 1}\nc: *x\n")
    assert (document.content["c"], findings) == ({"b": 1}, [])
