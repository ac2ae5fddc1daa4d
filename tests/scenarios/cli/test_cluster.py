"""--dask: jobs on a cluster, or a clear word why not."""

import sys

import joblib
import pytest

from scenarios.cli import cluster
from solver.errors import InputError


def test_without_an_address_nothing_changes() -> None:
    before = joblib.parallel.get_active_backend()[0]
    with cluster.on(None):
        assert type(joblib.parallel.get_active_backend()[0]) is type(before)


def test_without_the_package_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match="needs the package distributed"), cluster.on("tcp://127.0.0.1:1"):
        pass


def test_jobs_run_on_a_cluster() -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as workers,
        cluster.on(workers.scheduler_address),
    ):
        where = joblib.Parallel(n_jobs=2)(joblib.delayed(type)(number) for number in range(4))
    assert where == [int] * 4
