"""Frequent words of a source in Chinese; titles, addresses and the rest stay as they are written."""

import re

from simulator.reporting.language import Language

WORDS = {
    "[read in a copy]": "（据转载）",
    "not found on a page for Hefei": "未查到合肥的规定",
    "not found on a page": "未查到网页依据",
    "none found for Hefei": "未找到合肥的依据",
    "not found for Hefei": "合肥未查到",
    "none found": "未找到来源",
    "no fee found for the fund": "未查到该资金收费",
    "from memory": "凭记忆",
    "by analogy": "（类比）",
    "abstract of": "摘要：",
    "measured in Canada at 85 % cover, assumed here": "在加拿大、分担比例 85% 时测得，此处为假设",
    "standard interval": "标准区间",
    "much Chinese patent pledge is added to loans that were made anyway, so sweep from 0.2": (
        "国内专利质押多附加于本来就会发放的贷款，故下限取 0.2"
    ),
    "(article not read)": "（条文未查阅）",
    "assumption for Hefei": "对合肥为假设",
    "is an assumption": "为假设",
    "is assumption": "为假设",
    "are an assumption": "为假设",
    "the rest": "其余",
    "Anhui tech-loan risk pool": "安徽省科技贷款风险补偿资金池",
    "agent site": "代理机构网站",
    "Hefei market-supervision, Jan-Sep 2024": "合肥市市场监管局，2024 年 1—9 月",
    "Haikou rules": "海口市办法",
    "Wuhan rules": "武汉市办法",
    "Guangzhou IP fund rules": "广州市知识产权资金办法",
    "Wuhu pilot": "芜湖市试点",
    "Jiangsu DoF/IPO Su Zhi Dai": "江苏省财政厅、知识产权局“苏知贷”",
    "Nan Fang Du Shi Bao digest": "《南方都市报》摘报",
    "Economic Daily": "《经济日报》",
    "secondary web page": "二手网页",
    "bank practice": "银行惯例",
}
_KNOWN = re.compile("|".join(re.escape(words) for words in sorted(WORDS, key=len, reverse=True)))


def source_text(source: str, language: Language) -> str:
    """Return a source with its frequent words in a language."""
    return _KNOWN.sub(lambda found: WORDS[found[0]], source) if language == "zh" else source
