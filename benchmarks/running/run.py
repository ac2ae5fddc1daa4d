"""Cases × methods × seeds, one after the other; what is measured already is not measured again."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import rows
from benchmarks.cases import Case
from benchmarks.methods import METHODS
from benchmarks.rows import Question, Row
from benchmarks.running.machine import HOUSE, commit_of
from benchmarks.running.watch import measure

PLANS = "plans"


@dataclass(frozen=True)
class Run:
    """Where the rows go, and what every question has in common. fresh : keep only rows of this very commit."""

    folder: Path
    gap: float = 0.0
    workers: int = 2
    memory_mb: float = 12_000.0
    fresh: bool = False

    def questions(
        self, cases: Iterable[Case], methods: Iterable[str], limits: Iterable[float], seeds: Iterable[int]
    ) -> Iterator[tuple[Case, Question]]:
        """Every combination; a method that has no use for a seed is asked once."""
        methods, limits, seeds = list(methods), list(limits), list(seeds)
        for case in cases:
            identity = case.source.identity()
            for method in methods:
                for seconds in limits:
                    for seed in seeds if METHODS[method].seeded else seeds[:1]:
                        yield case, self._question(case.name, identity, method, seed, seconds)

    def _question(self, case: str, identity: str, method: str, seed: int, seconds: float) -> Question:
        return Question(case, identity, method, seed, seconds, self.gap, self.workers, self.memory_mb)

    def answer(self, case: Case, question: Question) -> tuple[Row, bool]:
        """The row, and whether it was there already."""
        known = self._known(question)
        if known is not None:
            return known, True
        plan = self.plan(question)
        plan.parent.mkdir(parents=True, exist_ok=True)
        plan.unlink(missing_ok=True)
        row = measure(case, question, plan)
        rows.write(self.folder, row)
        return row, False

    def plan(self, question: Question) -> Path:
        """Where the plan of a row is: .npy, the rep index of every account."""
        return self.folder.resolve() / PLANS / f"{question.key}.npy"

    def _known(self, question: Question) -> Row | None:
        path = self.folder / rows.FOLDER / f"{question.key}.json"
        if not path.is_file():
            return None
        row = rows.read(path)
        stale = self.fresh and (row.about.get("commit"), row.about.get("changed")) != commit_of(HOUSE)
        return row if row.question == question and not stale else None


def run_all(run: Run, questions: Iterable[tuple[Case, Question]], say: Callable[[str], None]) -> list[Row]:
    """Answer all questions, saying a line for each."""
    found, now = [], commit_of(HOUSE)[0]
    for case, question in questions:
        row, kept = run.answer(case, question)
        commit = row.about.get("commit", "")
        say(line(row) + (f"   kept from {commit[:10]}" if kept and commit != now else "   kept" if kept else ""))
        found.append(row)
    return found


def line(row: Row) -> str:
    """`counties-50  ours  seed 0  60 s: plan, objective 1.2700, 0 rules broken, 59.8 s`"""
    asked = row.question
    text = f"{asked.case}  {asked.method}  seed {asked.seed}  {asked.seconds:g} s: {row.outcome}"
    if row.figures is not None:
        broken = ", ".join(f"{rule} × {count}" for rule, count in row.figures.broken.items())
        text += f", objective {row.figures.objective:.6g}, {f'breaks {broken}' if broken else 'keeps all rules'}"
    if row.bound is not None:
        text += f", bound {row.bound:.6g}"
    if row.seconds is not None:
        text += f", {row.seconds:.2f} s"
    return text + (f" ({row.note.splitlines()[-1]})" if row.note else "")
