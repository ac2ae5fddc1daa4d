"""Runs on a dask cluster instead of this machine, for whoever has one."""

from collections.abc import Iterator
from contextlib import contextmanager

from solver.errors import Finding, InputError

PATIENCE = "10s"
"""How long a scheduler may take to answer."""


@contextmanager
def on(address: str | None) -> Iterator[None]:
    """joblib's jobs go to the dask scheduler at an address (tcp://host:8786) while this lasts; None = they stay here.

    Raises InputError when dask is not installed, or nobody answers there.
    """
    if address is None:
        yield
        return
    try:
        from distributed import Client
    except ImportError:
        fix = "install it: pip install 'faircarve[dask]'; or leave --dask out"
        raise InputError([Finding("no-dask", "--dask needs the package distributed, which is not here", fix)]) from None
    import joblib

    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        message = f"no dask scheduler answers at {address}: {error}"
        fix = "start one (dask scheduler), or correct the address"
        raise InputError([Finding("no-cluster", message, fix)]) from None
    with client, joblib.parallel_config(backend="dask", client=client):
        yield
