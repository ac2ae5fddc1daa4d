"""The rows of the models as one document: a table a book, one over all, sentences by stated rules."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.models import rows
from benchmarks.models.rows import ModelRow
from benchmarks.models.runs import PEERS, QUESTIONS, RUNS
from benchmarks.models.scenario import RECIPE
from benchmarks.models.tally import Tally, tallies
from benchmarks.models.verdicts import CLEAR, against, sentences
from benchmarks.report.document import Cell, Document, Section, Table
from benchmarks.report.words import NONE
from scenarios.reports.wording import at_least
from solver.errors import Finding, InputError, listed

LEAD = (
    "Every territory model on the same book, team, bands and goal; every plan is judged again. The books are real, the "
    "teams are made up: see the end. The goal is measured on one yardstick for all, lower is better; a gap is proven "
    "under the rules of the model itself. Means over the seeds in which the model has a plan that keeps its rules, "
    "± half the range. In (parentheses) are figures of plans that break rules, where there are no others: the nearest "
    "that were found."
)
ASKED = {"reset": "Without limits on moves", "limit": "With at most 10 % of the owned accounts moved"}
CLOSING = (
    f"Better and worse mean a goal that differs by more than {100 * CLEAR:g} % in the same direction in every seed in "
    "which both have a plan that keeps its rules; proven, that the bound of the one is above the goal of the other in "
    "each of them. Expertise is the potential with a rep who serves its vertical; travel is hours × km."
)
LONGEST = 240
"""Signs of a reason."""
HEADER = (
    "model",
    "keeps its rules",
    "goal",
    "gap",
    "potential off",
    "hours off",
    "travel ÷ nearest",
    "expertise",
    "potential kept",
    "top five",
    "tier mix off",
    "s",
)


def write_report(folder: Path) -> tuple[tuple[str, ...], list[Path]]:
    """report.md and report.html of the models; returns the faults found, and the two paths."""
    from benchmarks.report.markdown import markdown
    from benchmarks.report.page import page

    document = document_of(folder)
    written = [folder / "models.md", folder / "models.html"]
    written[0].write_text(markdown(document), "utf-8")
    written[1].write_text(page(document), "utf-8")
    return document.faults, written


def document_of(folder: Path) -> Document:
    """Raises InputError when the folder has no rows of models."""
    found = rows.read_all(folder)
    if not found:
        message, fix = "there are no rows of models here", "run `python -m benchmarks models --out …` first"
        raise InputError([Finding("no-rows", message, fix, folder.name)])
    groups = [json.loads(path.read_text("utf-8")) for path in sorted((folder / rows.GROUPS).glob("*.json"))]
    return compose(found, groups)


def compose(found: Sequence[ModelRow], groups: Sequence[Mapping[str, Any]]) -> Document:
    """groups : the comparisons of whole questions, a mapping each, see `runs`."""
    faults = [
        f"{row.asked.book}, {row.asked.run}, seed {row.asked.seed}: {fault}" for row in found for fault in row.faults
    ]
    faults += [
        f"{each['book']}, {each['question']}, seed {each['seed']}: {f}" for each in groups for f in each["faults"]
    ]
    books = list(dict.fromkeys(row.asked.book for row in found))
    sections = [Section("FAULTS: something is wrong", tuple(faults))] if faults else []
    sections.append(_over_all(found, books))
    for book in books:
        mine = [row for row in found if row.asked.book == book]
        sections.append(_book(book, mine, [each for each in groups if each["book"] == book]))
    sections.append(_made(found))
    return Document("The territory models compared", LEAD, tuple(sections), tuple(faults))


def _over_all(found: Sequence[ModelRow], books: Sequence[str]) -> Section:
    """The hybrid against each model, a line a book."""
    others = [run for run in RUNS if run not in ("hybrid",) and PEERS not in run]
    lines = []
    for book in books:
        known = tallies([row for row in found if row.asked.book == book and row.asked.question == "reset"])
        if "hybrid" in known:
            cells = [against(known["hybrid"], known[run]) if run in known else NONE for run in others]
            lines.append((Cell(book), *(Cell(text) for text in cells)))
    table = Table(("hybrid against", *others), tuple(lines), frozenset(range(len(others) + 1)))
    return Section("Where the hybrid wins, and where not", (table, CLOSING))


def _book(book: str, mine: Sequence[ModelRow], groups: Sequence[Mapping[str, Any]]) -> Section:
    size = next((row.size for row in mine if row.size), {})
    seeds = sorted({row.asked.seed for row in mine})
    blocks: list[str | Table] = [
        f"{size.get('accounts', 0):,} accounts, {size.get('reps', 0)} reps; seeds {', '.join(map(str, seeds))}."
    ]
    for question in QUESTIONS:
        known = tallies([row for row in mine if row.asked.question == question])
        if not known:
            continue
        blocks += [f"**{ASKED[question]}.** " + " ".join(sentences(known, question)), _table(known)]
        blocks += ["\n".join(f"- {line}" for line in reasons)] if (reasons := list(_reasons(known))) else []
        asked = [each for each in groups if each["question"] == question]
        if taken := _taken(asked):
            blocks.append(taken)
    return Section(book, tuple(blocks))


def _table(known: Mapping[str, Tally]) -> Table:
    lines = []
    for run, tally in known.items():
        group = "_group" if PEERS in run else ""
        cells = [
            run,
            f"{tally.kept} of {tally.count}",
            tally.plain("objective"),
            tally.share("gap", 2) if tally.kept else NONE,
            tally.share(f"potential{group}_largest"),
            tally.share(f"workload{group}_largest"),
            tally.plain("travel", 3),
            tally.share("expertise"),
            tally.share("continuity_potential"),
            tally.share("top_five_worst"),
            tally.share("tier_mix_largest"),
            tally.plain("seconds", 1),
        ]
        lines.append(tuple(Cell(text) for text in cells))
    return Table(HEADER, tuple(lines))


def _reasons(known: Mapping[str, Tally]) -> Iterator[str]:
    """Why a model has no plan that keeps its rules: a line a model, of the first such seed."""
    for run, tally in known.items():
        without = [row for row in tally.rows if not row.kept]
        if without:
            first = without[0]
            states = listed(sorted({row.status for row in without}))
            why = first.why.strip().splitlines()[-1] if first.why else "no plan was found in time"
            bound = first.run.get("bound")
            why += f"; its goal cannot be below {at_least(bound, 4)}" if first.status == "UNKNOWN" and bound else ""
            why = why if len(why) <= LONGEST else f"{why[:LONGEST].rsplit(' ', 1)[0]} …"
            yield f"{run}, {len(without)} of {tally.count} without such a plan ({states}): {why}"


def _taken(groups: Sequence[Mapping[str, Any]]) -> str:
    """Which model the comparison recommends, by its own rules."""
    best = [each.get("best") for each in groups if "best" in each]
    names = {name: best.count(name) for name in dict.fromkeys(best)}
    said = ", ".join(f"{name or 'none'} ({count} of {len(best)} seeds)" for name, count in names.items())
    return f"`faircarve compare` recommends: {said}." if said else ""


def _made(found: Sequence[ModelRow]) -> Section:
    """What is made up, and everything that the figures depend on."""
    about = [row.about for row in found]
    versions = {", ".join(f"{k} {v}" for k, v in each.get("versions", {}).items()) for each in about}
    commits = {f"{a.get('commit', '?')[:12]}{' with changes' if a.get('changed') else ''}" for a in about}
    machines = {f"{a.get('processor')}, {a.get('cores')} cores, {a.get('system')}" for a in about}
    loads = [a["load"] for a in about if a.get("load") is not None]
    started = [a.get("started", "") for a in about]
    facts = {
        "commit": ", ".join(sorted(commits)),
        "machine": ", ".join(sorted(machines)),
        "versions": "; ".join(sorted(versions)),
        "measured": f"{min(started)} – {max(started)}",
        "load when a run began": f"{min(loads):.2g} – {max(loads):.2g}" if loads else "unknown",
        "seconds a model, at most": ", ".join(sorted({f"{row.asked.seconds:g}" for row in found})),
        "stop at gap": ", ".join(sorted({f"{row.asked.gap:g}" for row in found})),
        "workers": ", ".join(sorted({str(row.asked.workers) for row in found})),
    }
    table = Table(("", ""), tuple((Cell(k), Cell(v)) for k, v in facts.items()), frozenset({0, 1}))
    real = (
        "Real: names, places, sizes and industries of the Georgia businesses, the hospitals and the listed companies; "
        "accounts without a place of their own are left out (some hundred companies have the address of another one in "
        "the source), and unknown beds are the median of the hospital's type. Made up, from the seed: the rest. "
        f"{RECIPE} Verticals are the book's own industries, merged; thin ones are attached to a "
        "related one. The sample (us-cities) is compared as it is shipped; there the seed is that of the search alone. "
        "That no map cell is split and no account of the vertical model is with a rep of another vertical is looked up "
        "in the tables again, without the judge; no plan may be better than a bound that holds for it, whoever made it."
    )
    return Section("What is made up, and how it was measured", (real, table))
