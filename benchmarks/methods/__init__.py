"""The methods that are compared: ours, plain models, what people do by hand, and other packages."""

from benchmarks.methods.method import Answer, Method, Moment, Setting

__all__ = ["METHODS", "OURS", "Answer", "Method", "Moment", "Setting"]

OURS = "ours"

_ALL = (
    Method(OURS, "this engine, `solve()` with its defaults", "ours:ours", seeded=True),
    Method("cpsat", "CP-SAT alone, one plain model over all pairs", "plain_cpsat:cpsat", seeded=True),
    Method("cpsat-near", "the same over the 8 cheapest reps of each unit", "plain_cpsat:cpsat_near", seeded=True),
    Method("highs", "HiGHS through SciPy, one plain model over all pairs, contiguity left out", "plain_milp:highs"),
    Method("highs-near", "the same over the 8 cheapest reps of each unit", "plain_milp:highs_near"),
    Method("nearest", "every unit to the nearest rep (without places: the cheapest)", "by_hand:nearest"),
    Method("greedy", "largest first, to the least loaded", "by_hand:greedy", unfit_at="by_hand:no_measure"),
    Method("today", "today's owners, nothing moves", "by_hand:today", unfit_at="by_hand:no_owner"),
    Method(
        "kmeans-constrained",
        "k-means with equal counts, clusters to the nearest reps",
        "peers:kmeans_constrained",
        packages=("k-means-constrained",),
        seeded=True,
        unfit_at="regions:no_places",
    ),
    Method(
        "spopt-maxp",
        "spopt's max-p regions, regions to the nearest reps",
        "peers:spopt_maxp",
        packages=("spopt", "libpysal", "geopandas"),
        seeded=True,
        unfit_at="regions:no_land",
    ),
    Method(
        "gerrychain",
        "ReCom chain, the best map by our goal, regions to the nearest reps",
        "peers:gerrychain_recom",
        packages=("gerrychain", "networkx"),
        seeded=True,
        unfit_at="regions:no_land",
    ),
)

METHODS: dict[str, Method] = {method.name: method for method in _ALL}
