"""Notes under a comparison: what a reader must know of this scenario."""

from pathlib import Path

from simulator.analysis.comparison_notes import notes_of
from simulator.rules.calibration import Fitted
from simulator.scenario.read import read_scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def notes(file):
    """Return the notes of a shipped scenario as one text."""
    return " ".join(notes_of(read_scenario(SCENARIOS / file).scenario, Fitted(1.3, 0.001, 0.03), 100))


def test_a_purchase_says_that_its_price_is_the_lever():
    """Korea's payments do not depend on the compensation ratio; Hefei's do."""
    assert "buys the patents at 0.37 of the covered principal" in notes("schemes/korea.toml")
    assert "compare prices instead" not in notes("hefei.toml")
