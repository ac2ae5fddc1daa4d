"""The rows of one run over all seeds: how often its rules are kept, means and ranges."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.models.rows import ModelRow
from benchmarks.models.runs import RUNS
from benchmarks.report.words import NONE


@dataclass(frozen=True)
class Tally:
    """One run on one book and question. rows : a seed each."""

    run: str
    rows: tuple[ModelRow, ...]

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def kept(self) -> int:
        """Seeds with a plan that keeps every rule of the model."""
        return sum(row.kept for row in self.rows)

    def values(self, key: str) -> list[float]:
        """A figure of the plans that keep their rules; of the nearest ones where none does."""
        told = [row for row in self.rows if row.kept] or [row for row in self.rows if row.planned]
        return [value for row in told if (value := row.figure(key)) is not None]

    def mean(self, key: str) -> float | None:
        values = self.values(key)
        return sum(values) / len(values) if values else None

    def by_seed(self, key: str) -> dict[int, float]:
        """Seed → figure, of the plans that keep their rules."""
        found = {row.asked.seed: row.figure(key) for row in self.rows if row.kept}
        return {seed: value for seed, value in found.items() if value is not None}

    def plain(self, key: str, digits: int = 4) -> str:
        return self._said(key, 1.0, digits, "")

    def share(self, key: str, digits: int = 1) -> str:
        return self._said(key, 100.0, digits, " %")

    def _said(self, key: str, times: float, digits: int, unit: str) -> str:
        """`1.2345 ±0.0100`; in parentheses when it is of plans that break rules."""
        values, mean = self.values(key), self.mean(key)
        if mean is None:
            return NONE
        half = (max(values) - min(values)) / 2
        spread = f" ±{times * half:.{digits}f}" if len(values) > 1 else ""
        text = f"{times * mean:.{digits}f}{spread}{unit}"
        return text if self.kept else f"({text})"


def tallies(rows: Sequence[ModelRow]) -> dict[str, Tally]:
    """Run → its rows, in the order of the runs."""
    found = {run: tuple(row for row in rows if row.asked.run == run) for run in RUNS}
    return {run: Tally(run, mine) for run, mine in found.items() if mine}
