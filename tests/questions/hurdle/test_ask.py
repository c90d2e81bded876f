"""Break-even ratios of a whole scenario: where each stands, and what the scheme's rules make of it."""

from pathlib import Path

import pytest

from simulator.questions.hurdle.ask import ask
from simulator.rules.calibration import largest_pd_of
from simulator.scenario.read import read_scenario

SCENARIOS = Path(__file__).parents[3] / "scenarios"
# Neither fitted income nor scaled odds: the arithmetic stays visible.
BARE = ("calibration=none", "lender.other_income=0.004")


def hurdle(*settings, file="hefei.toml"):
    """Return the hurdle of a shipped scenario without its calibration."""
    return ask(read_scenario(SCENARIOS / file, (), (*BARE, *settings)))


def test_hefei_s_grade_by_hand():
    """C1 in new-energy vehicles: PD 0.023, IP part 0.8 at LGD 0.75, the rest 0.2 x 0.6 x 0.95, 17 months of waiting.

    Margin 0.035 - 0.019 - 0.007 - 0.00357 + 0.004 = 0.00943; need 0.023 (0.035 + 0.6 + 0.114) = 0.017227;
    s = (0.017227 - 0.00943) / (0.023 (0.6 - 0.8 x 0.019 x 17 / 12)) = 0.586032.
    """
    found = hurdle()
    grade = found.sectors[3].grades[4]
    assert (found.sectors[3].sector, grade.grade, grade.pd) == ("new-energy vehicles", "C1", pytest.approx(0.023))
    assert grade.break_even_share == pytest.approx(0.007797 / (0.023 * (0.6 - 0.8 * 0.019 * 17 / 12)), rel=1e-9)
    assert grade.break_even_ratio == pytest.approx(grade.break_even_share, abs=1e-12)


@pytest.mark.parametrize("file", ["hefei.toml", "schemes/zhongshan.toml", "schemes/jiangsu.toml", "schemes/korea.toml"])
def test_at_its_break_even_share_a_grade_is_the_last_one_lent_to(file):
    """Both formulas draw the same line, so cover at the break-even makes the grade's PD the largest."""
    found = hurdle(file=file)
    for sector in found.sectors:
        for grade in sector.grades:
            at = largest_pd_of(found.terms, grade.break_even_share, found.other_income)
            assert at == pytest.approx(grade.pd, rel=1e-9)
            assert (grade.pd <= sector.largest_pd * (1 + 1e-12)) == (grade.break_even_share <= sector.share + 1e-12)


def test_other_parties_parts_are_taken_off_the_ratio():
    """Zhongshan: insurer 16 % and appraiser 4 % bear a fifth, so the fund has a fifth less to bear."""
    grade = hurdle(file="schemes/zhongshan.toml").sectors[0].grades[3]
    assert grade.break_even_share - grade.break_even_ratio == pytest.approx(0.2)


TIERS = "scheme.tiers=[{above=1e6, factor=0.5}]"


@pytest.mark.no_cover
@pytest.mark.parametrize("rule", ["whole_loan", "marginal"])
@pytest.mark.parametrize("more", [(), ("scheme.cap_per_loan=900000",), ("scheme.insurer_share=0.1",)])
def test_at_the_break_even_ratio_the_scheme_gives_the_break_even_share(rule, more):
    """The ratio set in the scenario, tiers, cap and stacking in force, gives what was needed; a little less fails."""
    settings = (TIERS, f"scheme.tier_rule={rule}", *more)
    found = hurdle(*settings)
    for place in (6, 7):
        grade = next(grade for grade in found.sectors[place].grades if 0 < grade.break_even_ratio <= 1)
        at, below = (
            hurdle(*settings, f"scheme.compensation_ratio={grade.break_even_ratio + step}").sectors[place].share
            for step in (2e-6, -2e-6)
        )
        assert at >= grade.break_even_share > below


def test_a_tier_of_half_the_ratio_doubles_the_ratio_needed():
    """Below and above a million: 0.586 by hand (above) without tiers, 1.172 of half the ratio: none."""
    small, large = hurdle(TIERS).sectors[6:8]
    assert (small.sector, small.band.up_to, large.band.above) == ("new-energy vehicles", 1e6, 1e6)
    assert (small.share, large.share) == (pytest.approx(0.35), pytest.approx(0.175))
    b2 = [sector.grades[4] for sector in (small, large)]
    assert b2[0].break_even_ratio == pytest.approx(0.586032, abs=2e-6)
    assert b2[1].break_even_ratio == float("inf")
    b1 = [sector.grades[3] for sector in (small, large)]
    assert b1[1].break_even_ratio == pytest.approx(2 * b1[0].break_even_ratio, abs=3e-6)


def test_a_share_above_the_stacking_limit_cannot_be_given():
    """0.586 is needed: a limit of 0.6 leaves it, one of 0.58 does not."""
    ratios = [hurdle(f"scheme.stacking_limit={x}").sectors[3].grades[4].break_even_ratio for x in (0.6, 0.58)]
    assert ratios == [pytest.approx(0.586032, abs=2e-6), float("inf")]


def test_a_cap_per_loan_bounds_the_share_by_hand():
    """0.586 of the loss on a loan of 4 m, 0.6 x 4 m, is 1.406 m: a cap of 1.5 m leaves it, one of 1.3 m does not."""
    terms = ("applications.amount_sd_log=0", "applications.amount_mean=4e6")
    ratios = [hurdle(*terms, f"scheme.cap_per_loan={cap}").sectors[3].grades[4].break_even_ratio
              for cap in ("1.5e6", "1.3e6")]  # fmt: skip
    assert ratios == [pytest.approx(0.586032, abs=2e-6), float("inf")]


def test_sizes_that_the_scheme_does_not_cover_have_no_hurdle():
    """Hefei's largest principal is 10 m: one size, up to it."""
    assert {(sector.band.above, sector.band.up_to) for sector in hurdle().sectors} == {(0.0, 1e7)}


def test_a_purchase_has_a_price_in_place_of_a_ratio():
    """The bank gets p of the loan and would lose 0.85 of it: s = 1 - (1 - p) / 0.85 turned round."""
    found = hurdle(file="schemes/korea.toml")
    grade = found.sectors[0].grades[3]
    assert found.is_purchase and found.own_ratio == 0.37
    assert 1 - (1 - grade.break_even_ratio) / 0.85 == pytest.approx(grade.break_even_share)


def test_fees_that_the_bank_pays_raise_the_hurdle_with_cover_only():
    """1 % a year on a PD of 2 % asks for more cover; a loan without cover pays no fee."""
    fee = ("scheme.fee_per_year=0.01", "scheme.fee_payer=bank")
    plain, dear = hurdle(), hurdle(*fee)
    assert dear.sectors[0].largest_pd < plain.sectors[0].largest_pd
    assert dear.largest_pd_uncovered == plain.largest_pd_uncovered


def test_a_priority_bonus_moves_priority_sectors_only():
    """Ten points more for AI, none for semiconductors."""
    shares = {sector.sector: sector.share for sector in hurdle("scheme.priority_bonus=0.1").sectors}
    assert shares["AI"] == pytest.approx(0.45)
    assert shares["semiconductors"] == pytest.approx(0.35)


def test_tools_pay_the_bank_and_prevent_defaults_in_their_sector_only():
    """A bonus of 0.2 % a year in AI counts as margin; a cut of half the odds there makes 0.023 x 1.2 into 0.014."""
    plain = hurdle()
    bonus = hurdle('tools=[{name="bonus", sectors=["AI"], bank_bonus=0.002}]')
    margin = plain.terms.margin + plain.other_income
    ratio = bonus.sectors[0].largest_pd / plain.sectors[0].largest_pd
    assert ratio == pytest.approx((margin + 0.002) / margin)
    assert bonus.sectors[4].largest_pd == plain.sectors[4].largest_pd
    safer = hurdle('tools=[{name="advice", sectors=["AI"], default_cut=0.5}]')
    odds = 0.0276 / (1 - 0.0276) / 2
    assert safer.sectors[0].grades[4].pd == pytest.approx(odds / (1 + odds))
    assert safer.sectors[4].grades[4].pd == pytest.approx(0.023)
