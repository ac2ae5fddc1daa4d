"""Packages that people would try: k-means-constrained, spopt, GerryChain. Optional (`pip install '.[bench]'`).

They know neither hours nor homes nor today's owners: each is asked what it can be asked, with one configuration and no
tuning, and its regions are given to the reps who live nearest.
"""

import random
import time
from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.methods.method import Answer, Moment, Setting, Tell
from benchmarks.methods.regions import banded, owned, places
from geo.distance import on_sphere
from solver.book import Ints
from solver.judge import verdict
from solver.judge.yardstick import Yardstick
from solver.problem import Problem

COUNT_BAND = 0.1
"""k-means-constrained counts units, so the band is laid on the number of units."""
KMEANS_STARTS = 1
MAXP_CANDIDATES, MAXP_CONSTRUCTIONS, MAXP_ANNEALINGS = 2, 3, 1
JUDGE_EVERY = 5
"""ReCom steps between two looks at what the map would be worth as a plan."""


def kmeans_constrained(problem: Problem, setting: Setting, tell: Tell) -> Answer:
    """Clusters of about equally many units, on the sphere (minimum-cost flow inside k-means)."""
    kmeans = import_module("k_means_constrained").KMeansConstrained
    place = places(problem)
    share = problem.units / problem.reps
    model = kmeans(
        n_clusters=problem.reps,
        size_min=int(share * (1 - COUNT_BAND)),
        size_max=int(np.ceil(share * (1 + COUNT_BAND))),
        n_init=KMEANS_STARTS,
        random_state=setting.seed,
    )
    return Answer(owned(problem, model.fit_predict(on_sphere(place[:, 0], place[:, 1])).astype(np.int64)), "heuristic")


def spopt_maxp(problem: Problem, setting: Setting, tell: Tell) -> Answer:
    """Max-p regions: as many connected regions as reach the lower end of the band, then annealed for compactness."""
    np.random.seed(setting.seed)  # noqa: NPY002  spopt draws from numpy's global generator
    random.seed(setting.seed)
    amounts, share, band = banded(problem)
    frame, weights = _frame(problem, amounts), _weights(problem)
    model = import_module("spopt.region").MaxPHeuristic(
        frame,
        weights,
        ["lat", "lon"],
        "amount",
        (1 - band) * share,
        top_n=MAXP_CANDIDATES,
        max_iterations_construction=MAXP_CONSTRUCTIONS,
        max_iterations_sa=MAXP_ANNEALINGS,
    )
    model.solve()
    label = np.unique(np.asarray(model.labels_), return_inverse=True)[1].astype(np.int64)
    return Answer(owned(problem, label), f"heuristic; {label.max() + 1} regions")


def gerrychain_recom(problem: Problem, setting: Setting, tell: Tell) -> Answer:
    """A ReCom chain within the band of the first measure; the best map that it comes across, by our goal."""
    started = time.monotonic()
    best: Ints | None = None
    worth, yardstick = (1, np.inf), Yardstick.of(problem)
    for steps, region in enumerate(_chain(problem, setting.seed)):
        if steps % JUDGE_EVERY == 0:
            plan = owned(problem, region)
            judged = verdict(problem, plan, yardstick)
            value = (len(judged.violations), judged.objective)
            if best is None or value < worth:
                best, worth = plan, value
                if judged.ok:
                    tell(Moment(time.monotonic() - started, judged.objective, None))
        if time.monotonic() - started > setting.seconds:
            return Answer(best, f"heuristic; {steps} steps")
    return Answer(best, "heuristic")


def _chain(problem: Problem, seed: int) -> Any:
    """The regions (U,) of the first map and of every step after it, without end."""
    gerrychain, parts = import_module("gerrychain"), import_module("gerrychain.partition")
    recom = import_module("gerrychain.proposals").recom
    amounts, share, band = banded(problem)
    rng = random.Random(seed)
    graph = gerrychain.Graph.from_networkx(_graph(problem, amounts))
    target = {"pop_col": "amount", "pop_target": share, "epsilon": band, "rng": rng}
    first = parts.recursive_tree_part(graph, range(problem.reps), **target)
    updaters = {"amount": import_module("gerrychain.updaters").Tally("amount", alias="amount")}
    partition = gerrychain.Partition(graph, assignment=first, updaters=updaters)
    while True:
        assigned = partition.assignment.to_dict()
        yield np.array([assigned[unit] for unit in range(problem.units)], dtype=np.int64)
        partition = recom(partition, **target)


def _graph(problem: Problem, amounts: Any) -> Any:
    graph = import_module("networkx").Graph()
    graph.add_nodes_from((unit, {"amount": float(amounts[unit])}) for unit in range(problem.units))
    graph.add_edges_from(_edges(problem))
    return graph


def _edges(problem: Problem) -> list[tuple[int, int]]:
    if problem.land is None:
        return []
    a, b = problem.land.edges()
    return list(zip(a.tolist(), b.tolist(), strict=True))


def _frame(problem: Problem, amounts: Any) -> Any:
    place = places(problem)
    shapes = import_module("geopandas")
    points = shapes.points_from_xy(place[:, 1], place[:, 0], crs="EPSG:4326")
    return shapes.GeoDataFrame({"lat": place[:, 0], "lon": place[:, 1], "amount": amounts}, geometry=points)


def _weights(problem: Problem) -> Any:
    neighbours: dict[int, list[int]] = {unit: [] for unit in range(problem.units)}
    for a, b in _edges(problem):
        neighbours[a].append(b)
        neighbours[b].append(a)
    return import_module("libpysal.weights").W(neighbours, silence_warnings=True)
