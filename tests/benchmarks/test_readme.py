"""The commands of benchmarks/README.md are commands, and it names every method."""

import re
import shlex
from pathlib import Path

from benchmarks.commands import _parser
from benchmarks.methods import METHODS
from benchmarks.report.write import BEGIN, END

README = (Path(__file__).resolve().parents[2] / "benchmarks" / "README.md").read_text(encoding="utf-8")


def test_every_command_is_understood() -> None:
    blocks = re.findall(r"^```bash\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.splitlines()]
    inline = re.findall(r"`(python -m benchmarks [^`]*)`", README)
    commands = [shlex.split(line) for line in [*lines, *inline]]
    ours = [words[3:] for words in commands if words[:3] == ["python", "-m", "benchmarks"]]
    assert len(ours) == len(commands) - 1 == 11  # the other one is pip
    for words in ours:
        assert _parser().parse_args(words).out.name == "RESULTS"


def test_every_method_is_named() -> None:
    table = README.split("| method |")[1].split("\n\n")[0]
    assert set(re.findall(r"`([a-z-]+)`", table)) == set(METHODS)


def test_the_results_have_their_place() -> None:
    assert README.count(BEGIN) == README.count(END) == 1
