"""What things are called: measures by key, settings by key, differences in their own unit."""

from simulator.analysis.measures import known_definitions
from simulator.estimate import Estimate
from simulator.questions.names import measure_meaning, measure_name, measured, own_name, setting_name, setting_value
from simulator.saying.speaker import Speaker

ENGLISH, CHINESE = Speaker("en", "CNY"), Speaker("zh", "CNY")


def test_every_measure_has_a_name_and_a_meaning():
    """The words are those of the definitions; the year of a chance is filled in."""
    for key, definition in known_definitions().items():
        assert ENGLISH.say(measure_name(key)) == definition.label
        assert ENGLISH.say(measure_meaning(key)) == definition.meaning
    assert CHINESE.say(measure_name("p_depleted_year_3")) == "3年内资金耗尽概率"


def test_difference_of_shares_is_in_percentage_points():
    """A share of 2 % that becomes 3.5 % rises by 1.5 percentage points."""
    share = known_definitions()["default_rate"]
    difference = Estimate(0.015, 0.01, 0.02, "mean")
    assert ENGLISH.say(measured(share, difference, is_difference=True)) == "+1.5 percentage points [+1.0, +2.0]"
    assert CHINESE.say(measured(share, difference, is_difference=True)) == "+1.5 个百分点 [+1.0 至 +2.0]"


def test_settings_and_sectors_are_named_in_both_languages():
    """A key's own words in English; what is not known stays as it was written."""
    ratio = setting_name("scheme.compensation_ratio")
    assert (ENGLISH.say(ratio), CHINESE.say(ratio)) == ("compensation ratio", "补偿比例")
    assert CHINESE.say(setting_value("breaker.is_on", True)) == "是"
    assert (CHINESE.say(own_name("quantum")), CHINESE.say(own_name("my sector"))) == ("量子信息", "my sector")
