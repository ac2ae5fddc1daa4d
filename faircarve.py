"""The front door: what users import, and nothing that they need not wait for.

    from faircarve import Problem, Rules, solve

The rooms behind it are the packages `geo`, `solver` and `scenarios`. Nothing in the house imports this module.
"""

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.compare.comparison import Comparison, compare_plans
    from scenarios.compare.contender import Contender
    from scenarios.compare.tables import compare
    from solver.certificate import Certificate
    from solver.engine import solve
    from solver.errors import Finding, InputError, InternalError
    from solver.judge import Proof, Scorecard, Verdict, Violation, check, prove, scorecard, todays_owners, verdict
    from solver.plan import Plan
    from solver.problem import Problem
    from solver.result import Progress, Result, Status
    from solver.rules import Limits, Rules
    from solver.stop import Stop

__version__ = "0.1.0"

__all__ = [
    "Problem",
    "Rules",
    "Limits",
    "solve",
    "Stop",
    "Progress",
    "Result",
    "Status",
    "Plan",
    "Scorecard",
    "scorecard",
    "todays_owners",
    "check",
    "Violation",
    "verdict",
    "Verdict",
    "Certificate",
    "prove",
    "Proof",
    "compare",
    "compare_plans",
    "Contender",
    "Comparison",
    "Finding",
    "InputError",
    "InternalError",
    "__version__",
]

_ROOMS = ("geo", "solver", "scenarios")

_HOMES = {
    "Problem": "solver.problem",
    "Rules": "solver.rules",
    "Limits": "solver.rules",
    "solve": "solver.engine",
    "Stop": "solver.stop",
    "Progress": "solver.result",
    "Result": "solver.result",
    "Status": "solver.result",
    "Plan": "solver.plan",
    "Scorecard": "solver.judge",
    "scorecard": "solver.judge",
    "todays_owners": "solver.judge",
    "check": "solver.judge",
    "Violation": "solver.judge",
    "verdict": "solver.judge",
    "Verdict": "solver.judge",
    "Certificate": "solver.certificate",
    "prove": "solver.judge",
    "Proof": "solver.judge",
    "compare": "scenarios.compare.tables",
    "compare_plans": "scenarios.compare.comparison",
    "Contender": "scenarios.compare.contender",
    "Comparison": "scenarios.compare.comparison",
    "Finding": "solver.errors",
    "InputError": "solver.errors",
    "InternalError": "solver.errors",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that `faircarve --help` does not wait for the solver."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


def _refuse_strangers() -> None:
    """Raise ImportError, naming the file, when Python finds another module under the name of one of our rooms."""
    house = Path(__file__).resolve().parent
    for room in _ROOMS:
        found = _place_of(room)
        if found is None:
            raise ImportError(f"faircarve is not whole: its package {room!r} is missing from {house}; install it again")
        if found.resolve() != house / room:
            raise ImportError(
                f"another module named {room!r} hides faircarve's own: {found}. Rename or remove it, or take its "
                f"folder off the import path (PYTHONPATH, the folder you run Python in, other installed packages)."
            )


def _place_of(room: str) -> Path | None:
    """Where Python finds a top-level module: the folder of a package, the file of a module; None = nowhere."""
    loaded = sys.modules.get(room)
    if loaded is not None:
        origin, folders = getattr(loaded, "__file__", None), list(getattr(loaded, "__path__", []))
    else:
        spec = find_spec(room)
        if spec is None:
            return None
        origin, folders = spec.origin, list(spec.submodule_search_locations or [])
    if folders:
        return Path(folders[0])
    return Path(origin or room)


_refuse_strangers()


def main() -> None:
    """The `faircarve` command."""
    from scenarios.cli import main as run

    run()


if __name__ == "__main__":
    main()
