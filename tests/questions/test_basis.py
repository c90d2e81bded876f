"""Notes under every simulated answer: what a reader must know of this scenario, in both languages."""

import re
from pathlib import Path

import pytest

from simulator.questions.basis import basis_of
from simulator.rules.calibration import Fitted
from simulator.saying.speaker import Speaker
from simulator.scenario.read import read_scenario
from tests.reporting.synthetic import synthetic_scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
HAN = re.compile("[\u4e00-\u9fff]")
ENGLISH = re.compile("(?<![A-Za-z])(the|of|and|is|are|for) ")


def test_a_purchase_says_that_its_price_is_the_lever():
    """Korea's payments do not depend on the compensation ratio; Hefei's do."""
    for file, is_purchase in (("schemes/korea.toml", True), ("hefei.toml", False)):
        notes = basis_of(read_scenario(SCENARIOS / file).scenario, Fitted(1.3, 0.001, 0.03)).notes
        prices = [note.parts["price"].value for note in notes if note.key == "basis.purchase"]
        assert prices == ([0.37] if is_purchase else [])


@pytest.mark.parametrize("other_income", [None, 0.03])
@pytest.mark.parametrize("renewal", [0.0, 0.5])
@pytest.mark.parametrize("run_off", [True, False])
def test_every_note_is_said_in_chinese(other_income, renewal, run_off):
    """Each with its numbers."""
    text = synthetic_scenario().model_dump()
    text["calibration"] = {
        "additional_share": 0.62, "additional_share_at_ratio": 0.75, "observed_pd": 0.017, "observed_pd_at_ratio": 0.35,
    }  # fmt: skip
    text["lender"]["other_income"] = other_income
    text["loans"] |= {"renewal_probability": renewal, "refinancing_default_probability": 0.2}
    text["scheme"] |= {"timing": "purchase", "purchase_price_share": 0.45}
    text["clock"]["run_off"] = run_off
    scenario = type(synthetic_scenario()).model_validate(text, strict=False)
    basis = basis_of(scenario, Fitted(1.3, 0.01, 0.03))
    told = [Speaker("zh", "CNY").sentence(note) for note in basis.notes]
    assert len(told) == 5
    for note in told:
        assert HAN.search(note)
        assert not ENGLISH.search(note)
    assert all(number in told[0] for number in ("0.62", "75%", "35%", "1.7%"))
    assert ("3%" in told[0]) == (other_income is not None)
    assert "45%" in told[-3]
    assert "10 年" in told[-2]
