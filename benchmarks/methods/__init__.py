"""The methods that are compared: ours, plain models, what people do by hand, and other packages."""

from benchmarks.methods.by_hand import greedy, nearest, no_measure, no_owner, today
from benchmarks.methods.method import Answer, Method, Moment, Setting
from benchmarks.methods.ours import ours
from benchmarks.methods.peers import gerrychain_recom, kmeans_constrained, spopt_maxp
from benchmarks.methods.plain_cpsat import cpsat, cpsat_near
from benchmarks.methods.plain_milp import highs, highs_near
from benchmarks.methods.regions import no_land, no_places

__all__ = ["METHODS", "OURS", "Answer", "Method", "Moment", "Setting"]

OURS = "ours"

_ALL = (
    Method(OURS, "this engine, `solve()` with its defaults", ours, seeded=True),
    Method("cpsat", "CP-SAT alone, one plain model over all pairs", cpsat, seeded=True),
    Method("cpsat-near", "the same over the 8 cheapest reps of each unit", cpsat_near, seeded=True),
    Method("highs", "HiGHS through SciPy, one plain model over all pairs, contiguity left out", highs),
    Method("highs-near", "the same over the 8 cheapest reps of each unit", highs_near),
    Method("nearest", "every unit to the nearest rep (without places: the cheapest)", nearest),
    Method("greedy", "largest first, to the least loaded", greedy, unfit=no_measure),
    Method("today", "today's owners, nothing moves", today, unfit=no_owner),
    Method(
        "kmeans-constrained",
        "k-means with equal counts, clusters to the nearest reps",
        kmeans_constrained,
        packages=("k-means-constrained",),
        seeded=True,
        unfit=no_places,
    ),
    Method(
        "spopt-maxp",
        "spopt's max-p regions, regions to the nearest reps",
        spopt_maxp,
        packages=("spopt", "libpysal", "geopandas"),
        seeded=True,
        unfit=no_land,
    ),
    Method(
        "gerrychain",
        "ReCom chain, the best map by our goal, regions to the nearest reps",
        gerrychain_recom,
        packages=("gerrychain", "networkx"),
        seeded=True,
        unfit=no_land,
    ),
)

METHODS: dict[str, Method] = {method.name: method for method in _ALL}
