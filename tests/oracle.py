"""A slow judge in plain Python, one account at a time, written from the definitions of the issue and nothing else.

It reads the problem's input tables only and shares no line with the judge or the model. Distances use Vincenty's
formula on a sphere, not the haversine formula. Meant for tiny problems.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from solver.problem import Problem

NEW, LEFT = -1, -2
TOLERANCE = 1e-9
KM = 6371.0


def evaluate(problem: Problem, rep_of_account: Sequence[int]) -> tuple[float, bool]:
    """Objective of a plan, and whether it keeps every rule."""
    oracle = Oracle(problem)
    return oracle.objective(rep_of_account), not oracle.broken(rep_of_account)


def plans(problem: Problem) -> Iterator[list[int]]:
    """Every way to give each unit to one rep, as a rep per account."""
    unit_of = [int(unit) for unit in problem.book.unit]
    place = {unit: at for at, unit in enumerate(dict.fromkeys(sorted(unit_of)))}  # units without accounts are no choice
    for choice in itertools.product(range(problem.reps), repeat=len(place)):
        yield [choice[place[unit]] for unit in unit_of]


def best(problem: Problem) -> float | None:
    """The proven optimum, by trying every plan; None when none keeps the rules."""
    oracle = Oracle(problem)
    values = [oracle.objective(plan) for plan in plans(problem) if not oracle.broken(plan)]
    return min(values, default=None)


@dataclass
class Oracle:
    problem: Problem

    def __post_init__(self) -> None:
        book, pairs = self.problem.book, self.problem.pairs
        self.accounts, self.reps = range(len(book)), range(self.problem.reps)
        self.listed = {(int(a), int(r)): row for row, (a, r) in enumerate(zip(pairs.account, pairs.rep, strict=True))}
        self.owned = [a for a in self.accounts if book.owner[a] != NEW]
        self.measures = {*book.values, *(name for name in self.problem.rules.measures() if self.counts_accounts(name))}
        self.by_plan = any(not self.of_one_group(a) for a in self.accounts)
        self.shares = {name: [self.share(name, r) for r in self.reps] for name in self.measures}
        self.far = [[self.way(a, r) for r in self.reps] for a in self.accounts]

    # -- amounts ---------------------------------------------------------------------------------------------

    def value(self, name: str, account: int, rep: int | None = None) -> float:
        """What an account counts, for a rep where the pairs table says so; in a count each counts 1 or nothing."""
        if name == "accounts":
            return 1.0
        if self.counts_accounts(name):
            column, wanted = name.split("=", 1)
            return 1.0 if self.problem.book.texts[column][account] == wanted else 0.0
        row = self.listed.get((account, rep)) if rep is not None else None
        stated = self.problem.pairs.values.get(name)
        if row is not None and stated is not None and not math.isnan(stated[row]):
            return float(stated[row])
        return float(self.problem.book.values[name][account])

    @staticmethod
    def counts_accounts(name: str) -> bool:
        return name == "accounts" or "=" in name

    def share(self, name: str, rep: int) -> float:
        """The fair share of what only the group may own; it means nothing where that depends on the plan."""
        theirs = [a for a in self.accounts if self.only_for(a, self.peers(rep))]
        return sum(self.value(name, a) for a in theirs) * self.part(name, rep)

    def share_in(self, name: str, plan: Sequence[int], rep: int) -> float:
        """The fair share in a plan."""
        if not self.by_plan:
            return self.shares[name][rep]
        return sum(self.load(name, plan, r) for r in self.peers(rep)) * self.part(name, rep)

    def part(self, name: str, rep: int) -> float:
        """A rep's part of the group's weights."""
        team, mine = self.problem.team, self.peers(rep)
        weight = {r: team.fte[r] if name == "workload" else team.fte[r] * team.ramp[r] for r in mine}
        if name in self.problem.rules.shared_by:
            marks = team.texts[self.problem.rules.shared_by[name]]
            weight = {r: each if marks[r] else 0.0 for r, each in weight.items()}
            if not weight[rep]:
                return 0.0
        return float(weight[rep] / sum(weight.values()))

    def of_one_group(self, account: int) -> bool:
        """Whether all who may own an account are peers."""
        able = [r for r in self.reps if self.problem.rules.peers and self.may_own(account, r)]
        return not able or set(able) <= self.peers(able[0])

    def peers(self, rep: int) -> set[int]:
        """The reps with whom a rep is compared."""
        column = self.problem.rules.peers
        if not column:
            return set(self.reps)
        group = self.problem.team.texts[column]
        return {r for r in self.reps if group[r] == group[rep]}

    def only_for(self, account: int, reps: set[int]) -> bool:
        """Whether nobody outside may own the account, as far as locks, pins, pairs, homes and serving say."""
        if not self.problem.rules.peers:
            return True
        return {r for r in self.reps if self.may_own(account, r)} <= reps

    def may_own(self, account: int, rep: int) -> bool:
        """Whether a rep may own an account and all others of its unit."""
        book, land = self.problem.book, self.problem.land
        for a in self.accounts:
            if book.unit[a] == book.unit[account]:
                plan = [-1] * len(book)
                plan[a] = rep
                if set(self.broken_by_account(a, plan)) - {"unit_split"}:
                    return False
        homes = [] if land is None else [r for r in self.reps if land.roots[r] == book.unit[account]]
        return all(home == rep for home in homes)

    def load(self, name: str, plan: Sequence[int], rep: int) -> float:
        return sum(self.value(name, a, rep) for a in self.accounts if plan[a] == rep)

    def off(self, name: str, plan: Sequence[int], rep: int) -> float:
        share, load = self.share_in(name, plan, rep), self.load(name, plan, rep)
        if share == 0:
            return 0.0 if load == 0 else math.inf
        return abs(load / share - 1)

    def off_median(self, name: str, plan: Sequence[int], rep: int) -> float:
        team = self.problem.team
        weight = [team.fte[r] if name == "workload" else team.fte[r] * team.ramp[r] for r in self.reps]
        of_group = sorted(self.load(name, plan, r) / weight[r] for r in self.peers(rep))
        half = len(of_group) // 2
        median = of_group[half] if len(of_group) % 2 else (of_group[half - 1] + of_group[half]) / 2
        load = self.load(name, plan, rep) / weight[rep]
        if median == 0:
            return 0.0 if load == 0 else math.inf
        return abs(load / median - 1)

    def km(self, account: int, rep: int) -> float:
        book, team = self.problem.book, self.problem.team
        a, b = math.radians(book.lat[account]), math.radians(team.lat[rep])
        turn = math.radians(book.lon[account] - team.lon[rep])
        east, north = (
            math.cos(b) * math.sin(turn),
            math.cos(a) * math.sin(b) - math.sin(a) * math.cos(b) * math.cos(turn),
        )
        along = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(turn)
        return KM * math.atan2(math.hypot(east, north), along)

    # -- goal ------------------------------------------------------------------------------------------------

    def objective(self, plan: Sequence[int]) -> float:
        """That of the last level of the goal."""
        return self.levels(plan)[-1]

    def levels(self, plan: Sequence[int]) -> list[float]:
        """The objective of every level; a weighted goal is one."""
        goal = self.problem.rules.goal
        levels = [goal] if isinstance(goal, dict) else list(goal)
        return [float(sum(weight * self.term(name, plan) for name, weight in level.items())) for level in levels]

    def term(self, name: str, plan: Sequence[int]) -> float:
        """A goal term, 0 when it has no data."""
        if name == "travel":
            return self.travel(plan)
        if name == "reassigned":
            return self.reassigned(plan)
        if name == "cost":
            return sum(self.cost(a, plan[a]) for a in self.accounts)
        if name == "reassigned_accounts":
            return len(self.moved(plan)) / len(self.owned) if any(self.problem.book.owner >= 0) else 0.0
        if name == "reassigned_potential":
            before = sum(self.value("potential", a) for a in self.owned)
            return sum(self.value("potential", a) for a in self.moved(plan)) / before if before else 0.0
        if name.startswith("mean_"):
            return self.mean(name[5:], plan)
        if name not in self.measures or self.shares[name][0] == 0:
            return 0.0
        return max(self.off(name, plan, rep) for rep in self.reps)

    def mean(self, name: str, plan: Sequence[int]) -> float:
        if name not in self.problem.book.values or self.shares[name][0] == 0:
            return 0.0
        return sum(self.off(name, plan, rep) for rep in self.reps) / len(self.reps)

    def way(self, account: int, rep: int) -> float:
        """Kilometres or minutes: by the table of distances where it has the pair."""
        table = self.problem.distances
        if table is None:
            return self.km(account, rep)
        for key, value in zip(table.keys, table.values, strict=True):
            if table.place[account] >= 0 and (table.place[account], rep) == divmod(int(key), self.problem.reps):
                return float(value)
        return math.nan if table.straight_line is None else table.straight_line * self.km(account, rep)

    def travel(self, plan: Sequence[int]) -> float:
        placed = [a for a in self.accounts if not math.isnan(self.far[a][0])]
        nearest = sum(self.value("workload", a) * min(self.far[a]) for a in placed)
        if not placed or nearest == 0:
            return 0.0
        return sum(self.value("workload", a) * self.far[a][plan[a]] for a in placed if plan[a] >= 0) / nearest

    def reassigned(self, plan: Sequence[int]) -> float:
        before = sum(self.value("potential", a) for a in self.owned)
        if not before:
            return 0.0
        return sum(self.counts(a) * self.value("potential", a) for a in self.moved(plan)) / before

    def counts(self, account: int) -> float:
        """How many times the account's move counts."""
        times = [
            float(kind)
            for flag, kind in self.problem.rules.protect.items()
            if kind != "pin" and self.problem.book.flag(flag)[account]
        ]
        return max(times) if times else 1.0

    def cost(self, account: int, rep: int) -> float:
        row, costs = self.listed.get((account, rep)), self.problem.pairs.values.get("cost")
        return 0.0 if row is None or costs is None or math.isnan(costs[row]) else float(costs[row])

    def moved(self, plan: Sequence[int]) -> list[int]:
        """Accounts that change owner by choice."""
        owner = self.problem.book.owner
        return [a for a in self.owned if owner[a] != LEFT and plan[a] != owner[a]]

    # -- rules -----------------------------------------------------------------------------------------------

    def broken(self, plan: Sequence[int]) -> set[str]:
        """Names of the rules that the plan breaks, as the judge calls them."""
        found = {rule for a in self.accounts for rule in self.broken_by_account(a, plan)}
        found |= {rule for rep in self.reps for rule in self.broken_by_rep(rep, plan)}
        return found | self.broken_limits(plan)

    def broken_by_account(self, a: int, plan: Sequence[int]) -> Iterator[str]:
        book, locks, rules = self.problem.book, self.problem.locks, self.problem.rules
        if not 0 <= plan[a] < self.problem.reps:
            yield "unowned"
        if any(plan[b] != plan[a] for b in self.accounts if book.unit[b] == book.unit[a]):
            yield "unit_split"
        if plan[a] < 0:
            return
        for account, rep, pinned in zip(locks.account, locks.rep, locks.pinned, strict=True):
            if account == a and pinned and plan[a] != rep:
                yield "pinned"
            if account == a and not pinned and plan[a] == rep:
                yield "not"
        pins = [flag for flag, kind in rules.protect.items() if kind == "pin" and book.flag(flag)[a]]
        if pins and book.owner[a] >= 0 and plan[a] != book.owner[a]:
            yield "protected"
        row = self.listed.get((a, plan[a]))
        if row is not None and self.problem.pairs.allowed[row] == 0:
            yield "not_allowed"
        if row is None and rules.pairs_only:
            yield "pairs_only"
        fixed = bool(pins) and book.owner[a] >= 0
        fixed |= any(account == a and pinned for account, pinned in zip(locks.account, locks.pinned, strict=True))
        for column, lists in rules.serves.items():
            value = book.texts[column][a].strip().lower()
            sold = {word.strip().lower() for word in self.problem.team.texts[lists][plan[a]].split(";")}
            if value and not fixed and not sold & {value, "*"}:
                yield "serves"

    def broken_by_rep(self, rep: int, plan: Sequence[int]) -> Iterator[str]:
        book, team, rules = self.problem.book, self.problem.team, self.problem.rules
        mine = [a for a in self.accounts if plan[a] == rep]
        for name, band in rules.bands.items():
            off = self.off_median if rules.references.get(name) == "median" else self.off
            if off(name, plan, rep) > band + TOLERANCE:
                yield "band"
        if rules.limits.top_five is not None:
            owned = sorted((self.value("potential", a, rep) for a in mine), reverse=True)
            if sum(owned[:5]) > (rules.limits.top_five + TOLERANCE) * sum(owned):
                yield "top_five"
        room = math.inf if rules.limits.capacity is None else rules.limits.capacity * float(team.capacity[rep])
        if not math.isnan(room) and room < math.inf and self.load("workload", plan, rep) > room * (1 + TOLERANCE):
            yield "capacity"
        if len(mine) > team.max_accounts[rep]:
            yield "max_accounts"
        everybody = rules.limits.named_accounts_per_rep
        cap = min(team.max_named[rep], math.inf if everybody is None else everybody)
        if sum(bool(book.flag("named")[a]) for a in mine) > cap:
            yield "max_named"
        for name, (least, most) in rules.per_rep.items():
            load = self.load(name, plan, rep)
            if (least is not None and load < least - TOLERANCE) or (most is not None and load > most + TOLERANCE):
                yield "per_rep"
        before = [a for a in self.accounts if book.owner[a] == rep]
        lost = sum(plan[a] != rep for a in before)
        if rules.limits.lost_per_rep is not None and lost > rules.limits.lost_per_rep * len(before) + TOLERANCE:
            yield "lost_per_rep"
        if rules.contiguous_by:
            for layer in set(book.texts[rules.contiguous_by]) - {""}:
                of_layer = {int(book.unit[a]) for a in self.accounts if book.texts[rules.contiguous_by][a] == layer}
                if not self.entered(rep, {int(book.unit[a]) for a in mine} & of_layer, of_layer):
                    yield "contiguity"
        elif rules.contiguous:
            yield from self.broken_land(rep, {int(book.unit[a]) for a in mine} & self.held_together())

    def held_together(self) -> set[int]:
        """Units with an account that must hang together with the rest of its rep's."""
        book, where = self.problem.book, self.problem.rules.contiguous_where
        return {int(book.unit[a]) for a in self.accounts if not where or book.flags[where][a]}

    def broken_land(self, rep: int, units: set[int]) -> Iterator[str]:
        """`units` : what the rep has of those that are held together; edges between others mean nothing."""
        land = self.problem.land
        assert land is not None
        if land.roots[rep] >= 0 and int(land.roots[rep]) not in units:
            yield "home_unit"
        rest = set(units)
        count = 0
        while rest:
            count += 1
            front = [rest.pop()]
            while front:
                for neighbour in land.neighbours(front.pop()):
                    if int(neighbour) in rest:
                        rest.discard(int(neighbour))
                        front.append(int(neighbour))
        if count > 1:
            yield "contiguity"

    def entered(self, rep: int, units: set[int], layer: set[int]) -> bool:
        """Whether the rep has nothing of a layer, or the unit by which he enters it and only what hangs on that."""
        land = self.problem.land
        assert land is not None
        root = int(land.roots[rep])
        rest = set(units)
        front = [] if root < 0 else [int(unit) for unit in land.neighbours(root) if int(unit) in rest & layer]
        rest -= set(front)
        while front:
            for neighbour in land.neighbours(front.pop()):
                if int(neighbour) in rest:
                    rest.discard(int(neighbour))
                    front.append(int(neighbour))
        return not rest

    def broken_limits(self, plan: Sequence[int]) -> set[str]:
        limits, book = self.problem.rules.limits, self.problem.book
        moved, earlier = self.moved(plan), limits.moved_this_year
        flagged = [a for a in self.accounts if isinstance(earlier, str) and book.flag(earlier)[a]]
        found = set()
        if not self.owned:
            return found
        if limits.reassigned_accounts is not None:
            count = len(moved) + (earlier if isinstance(earlier, int) else len(flagged))
            if count > (limits.reassigned_accounts + TOLERANCE) * len(self.owned):
                found.add("reassigned_accounts")
        if limits.reassigned_potential is not None:
            total = sum(self.value("potential", a) for a in self.owned)
            part = sum(self.value("potential", a) for a in [*moved, *flagged])
            if part > (limits.reassigned_potential + TOLERANCE) * total:
                found.add("reassigned_potential")
        return found
