"""Where seeds come from: the scenario's, or for what is learnt from data the one of a scenario that names none."""

import re
from pathlib import Path

import numpy as np

from simulator.questions.calibrate.learnt import SEED, Stream, draws_of
from simulator.randomness import streams
from simulator.scenario.model import Run

PRODUCT = Path(__file__).parents[2] / "simulator"


def test_no_module_has_a_seed_of_its_own():
    """A generator of NumPy's own choosing, or one from a bare constant, would be a draw that nobody can name."""
    own = re.compile(r"default_rng|np\.random\.seed|RandomState|Philox\(\d")
    assert [str(path) for path in PRODUCT.rglob("*.py") if own.search(path.read_text("utf-8"))] == []


def test_what_is_learnt_draws_from_streams_of_its_own():
    """No two streams share a number, nor one with the simulation's, and the first draws of any two differ."""
    simulated = {number for name, number in vars(streams).items() if name.isupper() and number < min(Stream)}
    assert len({*Stream, *simulated}) == len(Stream) + len(simulated)
    assert Run().seed == SEED
    assert len({float(draws_of(stream).random()) for stream in Stream}) == len(Stream)
    assert draws_of(Stream.RATES).random() == draws_of(Stream.RATES).random()


def test_draws_of_two_streams_are_not_correlated():
    """Ten thousand draws: within four standard errors of 0."""
    first, second = (draws_of(stream).standard_normal(10_000) for stream in (Stream.RECOVERIES, Stream.MONTHS_TO_SALE))
    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / np.sqrt(10_000)
