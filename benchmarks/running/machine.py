"""Where and with what a row was measured."""

import hashlib
import os
import platform
import subprocess
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from geo.distance import great_circle

HOUSE = Path(__file__).resolve().parents[2]
ALWAYS = ("numpy", "scipy", "pandas", "ortools")
BEAT_PAIRS, BEAT_ROUNDS = 100_000, 9


def provenance() -> dict[str, Any]:
    """Commit, machine and moment, as the watching process sees them; never a path or a name of the machine."""
    commit, changed = commit_of(HOUSE)
    return {
        "commit": commit,
        "changed": changed,
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_mb": _memory_mb(),
        "system": f"{platform.system()} {platform.machine()}",
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }


def packages(wanted: tuple[str, ...]) -> tuple[dict[str, str], list[str]]:
    """Versions of Python, of what every result depends on and of `wanted`; and what of these is not installed."""
    found, missing = {"python": platform.python_version()}, []
    for name in (*ALWAYS, *wanted):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            missing.append(name)
    return found, missing


def commit_of(house: Path) -> tuple[str, str]:
    """The commit, and a hash of what differs from it ("" = nothing); `unknown` outside a checkout."""
    head = _git(house, "rev-parse", "HEAD")
    if head is None:
        return "unknown", ""
    difference = (_git(house, "diff", "HEAD") or "") + (_git(house, "status", "--porcelain") or "")
    return head.strip(), hashlib.sha256(difference.encode()).hexdigest()[:12] if difference else ""


def _git(house: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(["git", "-C", str(house), *words], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def beat() -> float:
    """Seconds that a hundred thousand great circles take here and now, the best of nine: a measure of the machine."""
    rng = np.random.default_rng(0)
    lat_a, lon_a, lat_b, lon_b = rng.uniform(-60.0, 60.0, (4, BEAT_PAIRS))
    times = []
    for _ in range(BEAT_ROUNDS):
        started = time.perf_counter()
        great_circle(lat_a, lon_a, lat_b, lon_b)
        times.append(time.perf_counter() - started)
    return min(times)


def status_mb(process: str, name: str) -> float | None:
    """A figure of /proc/…/status in MiB (VmRSS now, VmHWM at most); None where there is no /proc, or no process."""
    try:
        lines = Path("/proc", process, "status").read_text().splitlines()
    except OSError:
        return None
    found = [line.split()[1] for line in lines if line.startswith(f"{name}:")]
    return int(found[0]) / 1024 if found else None


def peak_mb() -> float | None:
    """The most memory that this process has held so far, MiB; None where the system does not tell."""
    peak = status_mb("self", "VmHWM")
    if peak is not None:
        return peak
    try:
        import resource
    except ImportError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if platform.system() == "Darwin" else 1024)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown"


def _memory_mb() -> float | None:
    try:
        return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**20)
    except (ValueError, OSError, AttributeError):
        return None
