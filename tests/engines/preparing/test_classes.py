"""Tables of a class of cover: as long as the policies need them."""

from fractions import Fraction

from simulator.engines.preparing import prepare
from simulator.rules.sharing import share_of
from tests.engines.books import run, scenario

STEPS = tuple({"at_least": 0.01 * step, "factor": 1 - 0.08 * step} for step in range(1, 13))


def test_a_step_down_may_have_any_number_of_steps():
    """Twelve thresholds: after n steps the fund pays 1 - 0.08 n of its 50 %, exactly."""
    policy = scenario(scheme={"compensation_ratio": 0.5, "step_down": STEPS})
    lanes = prepare(policy, [policy]).lanes
    k, lane = int(lanes.class_at[lanes.size - 1]), lanes.size - 1
    assert lanes.step_at[lane].tolist() == [10_000 * step for step in range(1, 13)]
    for steps in range(13):
        part, whole = share_of(lanes.class_shares[k, steps, 0, 0], 100_000_000)
        assert Fraction(int(part), int(whole)) == Fraction(1, 2) * (1 - Fraction(8, 100) * steps)


def test_policies_with_different_numbers_of_steps_run_together():
    """A scheme without steps has the same totals beside one with twelve as alone."""
    few, many = scenario(), scenario(scheme={"step_down": STEPS})
    assert (run([few, many], 2).totals[:, 0] == run(few, 2).totals[:, 0]).all()
