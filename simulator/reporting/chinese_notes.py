"""The sentences under tables and figures in Chinese, told apart by the English text that they are made from."""

import re

from simulator.analysis import comparison_notes as notes

_CALIBRATED = (
    "系拟合而非实测：申请企业违约发生比（odds）乘以 {scale}，银行其他收入为每年 {income}{own}；"
    "依据的假设是：分担比例 {cover} 时净增贷款占比 {share}，补偿比例 {ratio} 时年违约概率 {pd}。"
)
_OWN_ACCOUNT = (
    "上述违约概率指贷款自身违约；续贷被拒导致的违约另计（loans.refinancing_default_probability），年违约率已包含。"
)
# The longer of two sentences with one beginning comes first.
_CHINESE = {
    notes.CALIBRATED + notes.OWN_ACCOUNT: _CALIBRATED.replace("{own}", "") + _OWN_ACCOUNT,
    notes.CALIBRATED_UNUSED + notes.OWN_ACCOUNT: (
        _CALIBRATED.replace("{own}", "（未采用：方案设定为 {own}）") + _OWN_ACCOUNT
    ),
    notes.CALIBRATED: _CALIBRATED.replace("{own}", ""),
    notes.CALIBRATED_UNUSED: _CALIBRATED.replace("{own}", "（未采用：方案设定为 {own}）"),
    notes.PURCHASE: (
        "资金按补偿范围内本金的 {price} 收储专利（scheme.purchase_price_share）：补偿比例不影响任何支付或决策，"
        "请比较收储价格。"
    ),
    notes.RUN_OFF: "放贷 {years}，此后存量贷款继续模拟至全部了结，合计数含此阶段。",
    notes.NO_RUN_OFF: "模拟至 {years}末为止，届时尚未到期贷款的损失不计。",
    notes.INTERVALS: "区间仅含模拟误差，不含参数误差。",
    notes.FAN: "资金余额走势取前 {paths} 条路径。",
}
_YEARS = re.compile(r"([0-9]+) years?")


def note_in_chinese(note: str) -> str:
    """Return a note of `analysis.comparison_notes` in Chinese; any other sentence as it is."""
    for english, chinese in _CHINESE.items():
        found = _pattern(english).fullmatch(note)
        if found is not None:
            return chinese.format(**{name: _YEARS.sub(r"\1 年", words) for name, words in found.groupdict().items()})
    return note


def _pattern(text: str) -> re.Pattern[str]:
    """Return the pattern of the sentences that a text with names in braces can become."""
    return re.compile(re.sub(r"\\\{([a-z]+)\\\}", r"(?P<\1>.+?)", re.escape(text)))
