"""Places in a table that rises, against NumPy."""

import numpy as np
import pytest

from simulator.compiled import rule
from simulator.engines.kernel.search import first_at_least

VALUES = np.array([-1.0, 0.0, 0.0, 0.5, 2.0])


@rule
def _found(values, wanted):
    return first_at_least(values, wanted)


@pytest.mark.parametrize("wanted", [-2.0, -1.0, -0.5, 0.0, 0.3, 0.5, 1.9, 2.0])
def test_the_first_place_at_least_as_large(wanted):
    """As numpy.searchsorted from the left."""
    assert _found(VALUES, wanted) == np.searchsorted(VALUES, wanted)


def test_beyond_all_it_is_the_last_place():
    """A place of the table in any case."""
    assert _found(VALUES, 3.0) == len(VALUES) - 1
