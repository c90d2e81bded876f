"""Numbers, intervals and phrases in both languages."""

import math

import pytest

from simulator.answer import Column, Row, Table
from simulator.estimate import NO_DENOMINATOR, Estimate
from simulator.saying.speaker import Speaker
from simulator.values import Listed, Measured, Number, Own, Peak, phrase

ENGLISH, CHINESE = Speaker("en", "CNY"), Speaker("zh", "CNY")


def mean(value, low, high, **more):
    """Return a mean with its interval."""
    return Estimate(value, low, high, "mean", **more)


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (Own("Hefei", "合肥"), "Hefei", "合肥"),
        (Own("Hefei"), "Hefei", "Hefei"),
        (Number(0.6, "ratio"), "0.6", "60%"),
        (Number(0.023, "share"), "2.3 %", "2.3%"),
        (Number(20e6, "currency"), "20 m yuan", "2,000 万元"),
        (Number(3000, "count"), "3,000", "3,000"),
        (Peak(0.5, 0.4, 0.6), "0.5 (0.4 to 0.6)", "50%（40% 至 60%）"),
        (Peak(0.5, 0.5, 0.5), "0.5", "50%"),
        (Measured(mean(76e6, 64e6, 88e6), "currency"), "76 m yuan [64, 88]", "7,600 万元 [6,400 至 8,800]"),
        (Measured(mean(-3e6, -4e6, -2e6), "currency", True), "-3 m yuan [-4, -2]", "-300 万元 [-400 至 -200]"),
        (Measured(mean(0.0, 0.0, 0.0), "currency", True), "same", "相同"),
        (Measured(Estimate(0.0, 0.0, 0.0037, "proportion"), "probability"), "below 0.4 %", "低于 0.4%"),
        (Measured(Estimate(1.0, 0.9963, 1.0, "proportion"), "probability"), "above 99.6 %", "高于 99.6%"),
        (Measured(mean(5e6, -math.inf, math.inf), "currency"), "5.00 m yuan (no interval)", "500 万元（无区间）"),
        (Measured(mean(math.nan, math.nan, math.nan, note=NO_DENOMINATOR), "share"), "n/a", "不适用"),
        (Listed((Own("a"), Own("b"), Own("c"))), "a, b and c", "a、b和c"),
        (Listed((Own("a"), Own("b")), "or"), "a or b", "a或b"),
        (phrase("count.paths", n=Number(1, "count")), "1 path", "1 条模拟路径"),
    ],
)  # fmt: skip
def test_values_are_said_in_both_languages(value, english, chinese):
    """Each kind of value with its unit, in the digits that its interval allows."""
    assert (ENGLISH.say(value), CHINESE.say(value)) == (english, chinese)


def test_table_has_one_scale_for_its_amounts():
    """The largest amount decides for every column, so that columns can be compared."""
    columns = tuple(
        Column(key, phrase(f"attribute.column.{key}"), "measured", "currency")
        for key in ("additional_lending", "gain_by_moving")
    )
    row = Row("a", tuple(Measured(mean(size, 0.9 * size, 1.1 * size), "currency") for size in (50e6, 2e4)))
    table = Table("t", phrase("attribute.table.rules"), columns, (row,))
    scales = ENGLISH.scales(table)
    assert ENGLISH.heading(columns[1], scales[1]) == "gain by moving (m yuan)"
    cells = [ENGLISH.cell(cell, scale) for cell, scale in zip(row.cells, scales, strict=True)]
    assert cells == ["50 [45, 55]", "0.020 [0.018, 0.022]"]


def test_sentence_begins_with_a_capital_letter():
    """A sentence may begin with what is filled in."""
    told = phrase("attribute.verdict.one_rule", rule=phrase("rule.breaker"))
    assert ENGLISH.sentence(told) == "The breaker decides: without it there is no interior optimum."
