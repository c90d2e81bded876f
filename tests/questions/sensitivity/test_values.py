"""Settings and policies are told as values, in the unit of each."""

import pytest

from simulator.questions.sensitivity.values import assumption_name, policy_value
from simulator.saying.speaker import Speaker

ENGLISH, CHINESE = Speaker("en", "CNY"), Speaker("zh", "CNY")


@pytest.mark.parametrize(
    ("settings", "english", "chinese"),
    [
        ({"scheme.compensation_ratio": 0.4}, "ratio 0.4", "补偿比例 40%"),
        ({"fund.fund_size": "4000 万元"}, "fund 40 m yuan", "资金规模 4,000 万元"),
        (
            {"fund.fund_size": 4e7, "breaker.is_on": False},
            "fund 40 m yuan and breaker off",
            "资金规模 4,000 万元和不设熔断",
        ),
        ({"fund.fund_size": "none"}, "fund.fund_size none", "资金规模 none"),
    ],
)
def test_a_policy_is_called_by_what_it_changes(settings, english, chinese):
    """An amount in words is an amount; what is no amount stays as it was written."""
    assert ENGLISH.say(policy_value(settings)) == english
    assert CHINESE.say(policy_value(settings)) == chinese


def test_an_assumption_has_its_key_in_english_and_its_name_in_chinese():
    """The key is what --set takes."""
    name = assumption_name("applications.per_month")
    assert (ENGLISH.say(name), CHINESE.say(name)) == ("applications.per_month", "月均申请数")
