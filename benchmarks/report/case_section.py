"""One case: who found what, how good it is against the best valid bound, and how fast ours got there."""

from statistics import median

from benchmarks.report import words
from benchmarks.report.curves import curves
from benchmarks.report.document import Cell, Chart, Section, Table
from benchmarks.report.standings import LATE, Standing, first_plan, time_to, time_to_objective
from benchmarks.rows import Figures, Outcome, Row
from solver.result import relative_gap

GAPS = (0.10, 0.05, 0.02, 0.01, 0.005, 0.003, 0.001)


def section(standing: Standing) -> Section:
    blocks: list[str | Table | Chart] = [_facts(standing)]
    drawn = curves(standing)
    blocks += [drawn] if drawn is not None else []
    blocks.append(table(standing))
    blocks += [part for part in (_milestones(standing), _races(standing)) if part is not None]
    skipped = [row for row in standing.rows if row.outcome is Outcome.SKIPPED]
    if skipped:
        blocks.append("Not asked: " + "; ".join(f"{row.question.method} ({row.note})" for row in skipped) + ".")
    return Section(standing.name, tuple(blocks))


def _facts(standing: Standing) -> str:
    parts = [standing.size] if standing.size else []
    if standing.bound is not None:
        parts.append(f"best valid bound {words.number(standing.bound)} ({standing.by})")
    if standing.best_known is not None:
        parts.append(f"best value published {words.number(standing.best_known)}")
    return "; ".join(parts) + "." if parts else "Nobody could read this case."


def table(standing: Standing) -> Table:
    """One line a row, skipped ones left out; columns that no row has anything for are left out, too."""
    shown = [row for row in standing.rows if row.outcome is not Outcome.SKIPPED]
    lines = [_line(standing, row) for row in shown]
    header = HEADER
    used = [k for k in range(len(header)) if k < ALWAYS or any(line[k].text != words.NONE for line in lines)]
    left = {"method", "bands", "all rules", "status"}
    return Table(
        tuple(header[k] for k in used),
        tuple(tuple(line[k] for k in used) for line in lines),
        left=frozenset(at for at, k in enumerate(used) if header[k] in left),
    )


HEADER = (
    "method",
    "bands",
    "all rules",
    "J",
    "gap to best bound",
    "own bound (gap)",
    "reps inside",
    "max dev",
    "mean dev",
    "travel ÷ nearest",
    "stray",
    "moved (accts / pot.)",
    "s",
    "beats",
    "peak MB",
    "status",
)
ALWAYS = 5


def _line(standing: Standing, row: Row) -> tuple[Cell, ...]:
    figures = row.figures
    if figures is None:
        plan = [Cell("no plan", "bad"), Cell("no", "bad"), *[Cell(words.NONE)] * 2]
        more = [Cell(words.NONE)] * 6
    else:
        gap = standing.gap(figures.objective) if row.good else None
        plan = [
            Cell(words.yes(figures.keeps_bands), "" if figures.keeps_bands else "bad"),
            Cell(words.yes(figures.keeps_rules), "good" if figures.keeps_rules else "bad"),
            Cell(words.number(figures.objective), "" if row.good else "quiet"),
            Cell(words.percent(gap)),
        ]
        more = _measures(figures)
    beats = None if row.seconds is None or not row.beat else row.seconds / row.beat
    last = [
        Cell(words.seconds(row.seconds)),
        Cell(words.NONE if beats is None else f"{beats:,.0f}"),
        Cell(words.megabytes(row.peak_mb)),
        Cell(_status(row), "bad" if row.outcome in (Outcome.CRASH, Outcome.TIMEOUT, Outcome.MEMORY) else ""),
    ]
    return (Cell(_who(standing, row)), *plan, _own_bound(row), *more, *last)


def _who(standing: Standing, row: Row) -> str:
    """The method, with its seed and its limit where there are several."""
    asked, rows = row.question, standing.rows
    name = asked.method
    if len({other.question.seed for other in rows if other.question.method == name}) > 1:
        name += f" #{asked.seed}"
    return name + (f", {asked.seconds:g} s" if len({other.question.seconds for other in rows}) > 1 else "")


def _measures(figures: Figures) -> list[Cell]:
    moved = [figures.moved, figures.moved_potential]
    shares = " / ".join(words.percent(share, 1) for share in moved)
    return [
        Cell(words.percent(figures.inside, 1)),
        Cell(" / ".join(words.percent(share, 1) for share in figures.largest.values()) or words.NONE),
        Cell(" / ".join(words.percent(share, 1) for share in figures.mean.values()) or words.NONE),
        Cell(words.number(figures.travel, 3)),
        Cell(words.NONE if figures.stray is None else str(figures.stray)),
        Cell(words.NONE if figures.moved is None else shares),
    ]


def _own_bound(row: Row) -> Cell:
    """A bound that holds only for a restriction stands in brackets; its gap says nothing about the case."""
    if row.bound is None or not row.bound_of_case:
        return Cell(words.NONE if row.bound is None else f"[{words.number(row.bound)}]", "quiet")
    if row.figures is None or not row.good:
        return Cell(words.number(row.bound))
    return Cell(f"{words.number(row.bound)} ({words.percent(relative_gap(row.figures.objective, row.bound))})")


def _status(row: Row) -> str:
    if row.outcome not in (Outcome.PLAN, Outcome.NO_PLAN):
        return f"{row.outcome}: {row.note.splitlines()[-1] if row.note else ''}"
    late = row.seconds is not None and row.seconds > LATE * row.question.seconds
    broken = "" if row.figures is None else ", ".join(f"{rule} × {n}" for rule, n in row.figures.broken.items())
    words_ = [row.stage, f"breaks {broken}" if broken else "", "LATE" if late else ""]
    return "; ".join(word for word in words_ if word)


def _milestones(standing: Standing) -> Table | None:
    """Seconds until the first plan and until each gap was proven, median and range over the seeds."""
    rows = standing.ours
    limits = sorted({row.question.seconds for row in rows})
    if not any(first_plan(row) is not None for row in rows):
        return None
    lines = []
    for limit in limits:
        mine = [row for row in rows if row.question.seconds == limit]
        cells = [_spread([first_plan(row) for row in mine])]
        cells += [_spread([time_to(row, gap) for row in mine]) for gap in GAPS]
        lines.append((Cell(f"ours, {limit:g} s, {len(mine)} seed{'s' if len(mine) > 1 else ''}"), *cells))
    return Table(("seconds until", "first plan", *(f"≤ {100 * gap:g} %" for gap in GAPS)), tuple(lines))


def _spread(times: list[float | None]) -> Cell:
    """`median (fastest – slowest)`; where some did not get there, how many did."""
    known = sorted(time for time in times if time is not None)
    if not known:
        return Cell(words.NONE, "quiet")
    middle = words.seconds(median(known))
    if len(known) < len(times):
        return Cell(f"{middle} ({len(known)} of {len(times)})", "quiet")
    return Cell(middle if len(known) == 1 else f"{middle} ({words.seconds(known[0])} – {words.seconds(known[-1])})")


def _races(standing: Standing) -> Table | None:
    """For every other method with a plan that keeps the rules: when ours was as good, and the ratio of the times."""
    ours = [row for row in standing.ours if row.good]
    lines = []
    for row in standing.rows:
        if row in standing.ours or not row.good or row.figures is None or not ours:
            continue
        took = time_to_objective(row, row.figures.objective) or row.seconds
        as_good = [time_to_objective(mine, row.figures.objective) for mine in ours]
        known = [at for at in as_good if at is not None]
        ratio = took / max(median(known), 1e-3) if known and took is not None else None
        lines.append(
            (
                Cell(_who(standing, row)),
                Cell(words.number(row.figures.objective)),
                Cell(words.seconds(took)),
                _spread(as_good),
                Cell(words.times(ratio), "" if ratio is None else "good" if ratio > 1 else "bad"),
            )
        )
    header = ("keeps all rules", "its J", "it took, s", "ours as good after, s", "ours faster by")
    return Table(header, tuple(lines)) if lines else None
