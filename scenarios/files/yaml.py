"""A scenario file to plain values, with the place of every key and value. YAML 1.2: `NO` is text, a key stands once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from scenarios.files.text import NotTextError, decode
from solver.errors import Finding

Path = tuple[str | int, ...]
"""Where a value stands: `("limits", "capacity")`."""


_YAML = "tag:yaml.org,2002:"
_TAGS: Mapping[type[Node], frozenset[str]] = {
    ScalarNode: frozenset(_YAML + kind for kind in ("str", "int", "float", "bool", "null", "timestamp")),
    MappingNode: frozenset({_YAML + "map", "!"}),
    SequenceNode: frozenset({_YAML + "seq", "!"}),
}
"""What a value may be, whether its form tells or a tag (`!!str 5`)."""
_NOTHING = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True)
class Mark:
    """A place in a text file, both counted from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Document:
    """The values of a YAML file; `values` and `keys` say where each value and each key stands."""

    name: str
    content: dict[str, Any] = field(default_factory=dict)
    values: Mapping[Path, Mark] = field(default_factory=dict)
    keys: Mapping[Path, Mark] = field(default_factory=dict)

    def finding(self, path: Path, code: str, message: str, fix: str = "", *, at_key: bool = False) -> Finding:
        """A finding at a value (or at its key), else at the nearest thing around it that the file holds."""
        first, second = (self.keys, self.values) if at_key else (self.values, self.keys)
        for length in range(len(path), 0, -1):
            mark = first.get(path[:length]) or second.get(path[:length])
            if mark is not None:
                return Finding(code, message, fix, table=self.name, line=mark.line, column=str(mark.column))
        return Finding(code, message, fix, table=self.name)


def parse(name: str, data: bytes) -> tuple[Document, list[Finding]]:
    """Read YAML; the document holds what could be read, the findings everything that could not."""
    try:
        text = decode(data)
    except NotTextError as error:
        fix = "save it as UTF-8 (in most editors: Save with encoding, UTF-8)"
        return Document(name), [Finding("scenario-encoding", "the file is not UTF-8 text", fix, name, line=error.line)]
    tabs = _tabs(name, text)
    if tabs:
        return Document(name), tabs
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        return Document(name), [_syntax(name, error)]
    except YAMLError as error:
        return Document(name), [Finding("yaml-syntax", f"the file is not YAML: {error}", table=name)]
    if root is None:
        fix = "a scenario has at least: name, accounts, reps"
        return Document(name), [Finding("scenario-empty", "the file is empty", fix, name, line=1)]
    if not isinstance(root, MappingNode):
        fix = "write one `key: value` a line, for example `accounts: accounts.csv`"
        return Document(name), [
            Finding("scenario-shape", "the file is not a list of keys and values", fix, name, line=1)
        ]
    reader = _Reader(name)
    reader.tag(root)
    content = reader.mapping(root, ())
    return Document(name, content, reader.values, reader.keys), reader.findings


def _tabs(name: str, text: str) -> list[Finding]:
    """YAML forbids tabs in front of a line, and the parser's own message does not say so."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent and line.strip() and not line.lstrip().startswith("#"):
            place = str(indent.index("\t") + 1)
            found.append(
                Finding("yaml-tab", "a tab stands in front of the text", "use spaces", name, None, place, number)
            )
    return found


def _syntax(name: str, error: MarkedYAMLError) -> Finding:
    mark = error.problem_mark or error.context_mark
    problem = str(error.problem or error.context or "cannot be read").strip()
    fix = "look at this line and the one above: a space after each colon, equal indents, closed brackets and quotes"
    if mark is None:
        return Finding("yaml-syntax", f"not YAML: {problem}", fix, name)
    return Finding("yaml-syntax", f"not YAML: {problem}", fix, name, line=mark.line + 1, column=str(mark.column + 1))


class _Reader:
    """Walks the nodes of a file once, noting places and collecting what is wrong."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.values: dict[Path, Mark] = {}
        self.keys: dict[Path, Mark] = {}
        self.findings: list[Finding] = []
        self._scalars = YAML(typ="safe", pure=True).constructor
        self._open: set[int] = set()

    def value(self, node: Node, path: Path) -> Any:
        self.values[path] = _mark(node)
        if id(node) in self._open:
            self._report(node, "yaml-loop", "this value contains itself", "write it out without the alias")
            return None
        if not self.tag(node):
            return None
        self._open.add(id(node))
        try:
            if isinstance(node, MappingNode):
                return self.mapping(node, path)
            if isinstance(node, SequenceNode):
                return [self.value(item, (*path, place)) for place, item in enumerate(node.value)]
            return self._scalar(node)
        finally:
            self._open.discard(id(node))

    def tag(self, node: Node) -> bool:
        """Whether a node is what its form says; an error where a tag makes it something else."""
        if str(node.tag) in _TAGS[type(node)]:
            return True
        shown = str(node.tag).replace(_YAML, "!!")
        self._report(
            node, "yaml-tag", f"the tag {shown} is not known here", "take the tag away, and write a plain value"
        )
        return False

    def mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node)
            if key is None:
                continue
            here = (*path, key)
            if here in self.keys and key in content:
                first = self.keys[here].line
                self._report(
                    key_node, "duplicate-key", f"{key} is given twice; first in line {first}", "keep one of them"
                )
                continue
            self.keys[here] = _mark(key_node)
            content[key] = self.value(value_node, here)
            if content[key] is None:
                # A key without value: the parser puts the nothing at the next key.
                self.values[here] = self.keys[here]
        return content

    def _key(self, node: Node) -> str | None:
        if isinstance(node, ScalarNode) and node.tag == "tag:yaml.org,2002:merge":
            self._report(node, "yaml-merge", "`<<` is not known here", "write the keys out")
            return None
        if not isinstance(node, ScalarNode):
            self._report(node, "yaml-key", "a key is a word, not a list", "write `key: value`")
            return None
        if not self.tag(node):
            return None
        return str(node.value)

    def _scalar(self, node: Node) -> Any:
        try:
            if str(node.tag) == _YAML + "null" and node.value not in _NOTHING:
                raise ValueError(node.value)
            return self._scalars.construct_object(node, deep=True)
        except (YAMLError, ValueError, KeyError):
            day = str(node.tag).endswith(":timestamp")
            fix = "write a day as 2027-01-31" if day else "write it in quotes"
            self._report(
                node, "yaml-value", f"{node.value} cannot be read" + (": there is no such day" if day else ""), fix
            )
            return None

    def _report(self, node: Node, code: str, message: str, fix: str) -> None:
        mark = _mark(node)
        self.findings.append(Finding(code, message, fix, self.name, line=mark.line, column=str(mark.column)))


def _mark(node: Node) -> Mark:
    return Mark(node.start_mark.line + 1, node.start_mark.column + 1)
