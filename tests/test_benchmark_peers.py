"""The comparison with peers: our own tools are right, and a peer that is not there is a line that says so."""

import importlib.util
import sys

import pytest

from benchmarks import peers
from benchmarks.peer_tasks import TOOLS, measured


@pytest.mark.parametrize("task", ["portfolio", "claims"])
def test_our_laws_are_the_exact_values(task):
    """Quadrature and Fourier transform give what was worked out outside this program, to the digits given."""
    for name, value in TOOLS[task]["exact"](0).items():
        assert value == pytest.approx(peers.EXACT[task][name], rel=2e-5)


def test_desks_wait_as_erlang_says():
    """Mean waits of 40,000 people; runs of 20,000 differ by 0.15 days (Ciw, eight seeds), so four errors are 0.42."""
    for tool in ("operations", "SimPy"):
        for name, days in TOOLS["desks"][tool](40_000).items():
            assert days == pytest.approx(peers.EXACT["desks"][name], abs=0.42)


@pytest.mark.compiled
def test_monte_carlo_portfolio_is_near():
    """Mean loss of 2,000 paths: four standard errors are 4 x 23.06 / sqrt(2000) = 2.06."""
    assert TOOLS["portfolio"]["Monte Carlo"](2000)["mean loss"] == pytest.approx(24.0, abs=2.06)


@pytest.mark.parametrize(
    ("package", "task", "tool", "error"),
    [
        ("riskpy", "portfolio", "open-riskpy", 0.05),
        ("pal", "portfolio", "PAL, binomial", 0.05),
        ("aggregate", "claims", "aggregate", 1e-3),
        ("gemact", "claims", "gemact", 1e-3),
        ("pal", "claims", "PAL", 0.02),
        ("ciw", "desks", "Ciw", 0.56),
    ],
)
def test_peers_do_the_same_task(package, task, tool, error):
    """Where they are installed, they come near the exact mean: what is timed is the right work."""
    pytest.importorskip(package)
    found = next(iter(TOOLS[task][tool](20_000).values()))
    assert found == pytest.approx(next(iter(peers.EXACT[task].values())), rel=error)


def test_memory_and_time_are_of_the_run():
    """What the warm-up takes is not timed, and the peak is at least what was held before."""
    sizes = []
    found = measured(lambda paths: sizes.append(paths) or {"x": float(paths)}, 1000)
    assert (sizes, found["figures"]) == ([200, 1000], {"x": 1000.0})
    assert found["memory"] >= found["memory_before"] > 1e6


def test_a_failing_peer_is_a_line_and_no_crash(monkeypatch):
    """Not installed, no interpreter, a broken answer: each is said in its row."""
    missing = peers.Runs("desks", "Ciw")
    if importlib.util.find_spec("ciw") is None:
        peers.run_once(missing, sys.executable, 2)
        assert missing.failure == "not installed"
    nowhere = peers.Runs("desks", "Ciw")
    peers.run_once(nowhere, "/nowhere/python", 2)
    assert nowhere.failure.startswith("failed: ")
    assert "failed: " in peers.table("desks", [nowhere], 100)
    assert "1.079" in peers.table("desks", [nowhere], 100)


def test_table_divides_by_ours_and_shows_the_error():
    """Half the processor time is 0.5 times ours; 1 % above the exact value is +1 %."""
    exact = peers.EXACT["claims"]
    ours = peers.Runs("claims", "exact", [2.0, 1.0], [0.9, 0.8], 3e6, 1e6, dict(exact))
    other = peers.Runs("claims", "PAL", [0.5], [0.4], 5e6, 1e6, {name: 1.01 * value for name, value in exact.items()})
    rows = peers.table("claims", [ours, other], 100).splitlines()
    assert rows[4].startswith("| **this program, exact** | 1 | 0.8 | 1 | 3 | 2 | ")
    assert rows[5].startswith("| PAL | 0.5 | 0.4 | 0.5 | 5 | 4 | ")
    assert "(+1 %)" in rows[5]
