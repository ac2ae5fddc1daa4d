"""audit(): record → input files → assignments → rules → figures → scorecards → proof."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scenarios.audit.cards import breaches, cards
from scenarios.audit.conflict import why_none
from scenarios.audit.figures import figures, offered_figures, reasons, without_plan
from scenarios.audit.on_top import on_top
from scenarios.audit.plan import read_plan
from scenarios.audit.proof import Proved, proved
from scenarios.audit.record import Offered, Record, read_record
from scenarios.audit.sources import rebuild
from scenarios.files.folder import HIERARCHY, MARK, NEAREST, OVERLAYS, RELAXED
from scenarios.files.load import Inputs
from solver.errors import Finding, InputError
from solver.judge import Verdict, Violation, scorecard
from solver.judge.verdict import of_accounts
from solver.problem import Problem

ASSIGNMENTS = "assignments.csv"
PLAN_FILES = (ASSIGNMENTS, "scorecard.json", "scorecard.csv")


@dataclass(frozen=True)
class Audit:
    """What was found wrong with a result, and how much of its proof could be computed again.

    `verdict` is the judge's on the plan, None when there is none to judge. `model` : the territory model of the run,
    which the command line may have put in the place of the file's; "" where the record does not say.
    """

    folder: Path
    status: str
    verdict: Verdict | None
    faults: tuple[Finding, ...]
    proof: Proved = field(default_factory=Proved)
    model: str = ""

    @property
    def ok(self) -> bool:
        return not self.faults


def audit(folder: Path, scenario: Path | None = None, *, levels: bool = True) -> Audit:
    """Verify a result folder against its input files; every fault is reported.

    scenario : the scenario file, when it is not where it was solved. levels : overlays and managers too. Raises
    InputError when there is no such folder.
    """
    if not folder.is_dir():
        fix = "name the folder that faircarve solve has written"
        raise InputError([Finding("no-such-result", "there is no such folder", fix, str(folder))])
    _refuse_part(folder)
    record, faults = read_record(folder)
    if record is None:
        return Audit(folder, "unknown", None, tuple(faults))
    faults += [*reasons(record), *_outputs(folder, record), *_files(folder, record)]
    sources = rebuild(folder, record, scenario)
    faults += sources.faults
    judged, proof = None, Proved()
    if sources.problem is not None:
        judged, said = _judge(folder, record, sources.problem)
        proof = proved(folder, record, sources.problem, judged)
        faults += [*said, *proof.faults]
        if levels and sources.inputs is not None and record.has_plan:
            faults += _on_top(folder, record, sources.inputs, sources.problem)
    return Audit(folder, record.status, judged, tuple(faults), proof, str(record.scenario.get("model", "")))


def _refuse_part(folder: Path) -> None:
    """An overlay or a level can be verified only with the plan on which it stands."""
    place = folder.absolute()
    if place.parent.name in (OVERLAYS, HIERARCHY) and (place.parents[1] / MARK).is_file():
        message = "this stands on top of a plan, and is checked with it"
        raise InputError([Finding("part-of-result", message, f"check {place.parents[1]}", str(folder))])


def _on_top(folder: Path, record: Record, inputs: Inputs, problem: Problem) -> list[Finding]:
    of, _ = read_plan(folder / ASSIGNMENTS, ASSIGNMENTS, problem)
    if of is None or (of < 0).any():
        return []
    return [*on_top(folder, record, inputs, problem, of, _verified)]


def _verified(folder: Path, record: Record, problem: Problem) -> list[Finding]:
    """What is wrong with a result on top of a plan, whose problem is known."""
    judged, said = _judge(folder, record, problem)
    proof = proved(folder, record, problem, judged)
    return [*reasons(record), *_outputs(folder, record), *_files(folder, record), *said, *proof.faults]


def _judge(folder: Path, record: Record, problem: Problem) -> tuple[Verdict | None, list[Finding]]:
    if not record.has_plan:
        faults = [*without_plan(record)]
        verdicts: dict[str, Verdict] = {}
        for name, offered in record.offered.items():
            found, said = _offered(folder / name, name, offered, problem)
            faults += said
            if found is not None:
                verdicts[name] = found
        return None, [*faults, *why_none(record, problem, verdicts)]
    plan, faults = read_plan(folder / ASSIGNMENTS, ASSIGNMENTS, problem)
    if plan is None:
        return None, faults
    judged = of_accounts(problem, plan)
    faults += [_breach(violation) for violation in judged.violations if violation.rule != "unowned"]
    faults += [*figures(record, problem, judged, record.gap_asked), *why_none(record, problem, {})]
    faults += cards(folder, "", scorecard(problem, plan, judged.measures))
    return judged, faults


def _offered(folder: Path, name: str, offered: Offered, problem: Problem) -> tuple[Verdict | None, list[Finding]]:
    """A plan that breaks rules: it must say which."""
    prefix = f"{name}/"
    plan, faults = read_plan(folder / ASSIGNMENTS, prefix + ASSIGNMENTS, problem)
    if plan is None:
        return None, faults
    judged = of_accounts(problem, plan)
    faults += offered_figures(name, offered, judged)
    faults += cards(folder, prefix, scorecard(problem, plan, judged.measures))
    return judged, [*faults, *breaches(folder, prefix, judged)]


def _breach(violation: Violation) -> Finding:
    return Finding(f"broken-{violation.rule}", violation.message, table=ASSIGNMENTS, ids=violation.ids)


def _outputs(folder: Path, record: Record) -> Iterator[Finding]:
    """Texts that are not computed again: their hashes."""
    for name, recorded in {"summary.md": "", **record.outputs}.items():
        try:
            found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError as error:
            yield Finding("missing-file", f"cannot be read: {error.strerror or error}", table=name)
            continue
        if found != recorded:
            yield Finding(
                "output-changed", "the file was changed after it was written: its SHA-256 differs", table=name
            )


def _files(folder: Path, record: Record) -> Iterator[Finding]:
    """Files of a plan that must not be there."""
    if not record.has_plan:
        for name in PLAN_FILES:
            if (folder / name).exists():
                yield Finding(
                    "unexpected-file", f"the status {record.status} has no plan, but the file is there", table=name
                )
    for name in (RELAXED, NEAREST):
        if (folder / name).exists() and name not in record.offered:
            yield Finding("unexpected-file", f"there is a {name} plan that {MARK} does not know", table=name)
