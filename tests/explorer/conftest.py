"""Fixtures of the explorer's tests: a server, with the engine or with one made up by hand."""

import numpy as np
import pytest

from simulator.explorer.surface import FULL_PATHS
from tests.analysis.hand_made import Engine
from tests.explorer.pages import Page, Server, served
from tests.explorer.tabs import CHROMIUM, Tab


def totals_of(scenario, path):
    """Return lending that rises with ratio and fund, the same for every path but for a swing of its number."""
    ratio, size = scenario.scheme.compensation_ratio, scenario.fund.fund_size / 1e6
    loss = 10 + path % 5
    return {
        "lent_covered": 1_000 + round(500 * ratio * min(size, 40.0)) + 7 * (path % 11),
        "owed": loss,
        "bank_loss": loss,
        "public_in_present": round(100 * ratio * ratio) + path * 0,
        "lowest_balance": path * 0 + 500_000,
        "months_shut": (path % 3) * int(scenario.breaker.is_on),
        "first_depleted": np.where(path % 50 == 0, 7, 0) * int(ratio > 0.5),
    }


@pytest.fixture
def engine(monkeypatch):
    """Put an engine made up by hand in the place of the real one, and let the numbers be final after 4,000 paths."""
    for place in ("answers", "desk", "surface"):
        monkeypatch.setattr(f"simulator.explorer.{place}.MOST_PATHS", 4_000)
    monkeypatch.setattr("simulator.explorer.desk.DETAIL_PATHS", (500, FULL_PATHS, 4_000))
    return Engine(monkeypatch, totals_of)


@pytest.fixture
def server(engine):
    """Return a running server whose answers were not simulated."""
    with Server() as running:
        yield running


@pytest.fixture
def page(server):
    """Return a page that has just been opened."""
    return Page(server)


@pytest.fixture(scope="session")
def browser():
    """Return a running Chromium."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install '.[browser]'"
    )
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: make browser installs it on Debian")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM)
        yield running
        running.close()


@pytest.fixture
def address(engine):
    """Return the address of a page whose answers were not simulated."""
    with served() as found:
        yield found


@pytest.fixture
def tab(browser, address):
    """Return a tab with the page and its first answer."""
    opened = Tab(browser, address)
    yield opened
    opened.close()
