"""The fields of a loan tape: the only place of their headings, units, allowed values and meaning."""

from dataclasses import dataclass
from typing import Literal

from simulator.errors import wrong
from simulator.faults import names
from simulator.values import Phrase

Kind = Literal["name", "choice", "amount", "share", "date", "count"]

LARGEST_AMOUNT_FEN = 10**15
LONGEST_NAME = 80
LONGEST_TERM_MONTHS = 240
DEFAULT_DAYS = 90
"""Days past due from which on a loan is in default."""
EARLIEST, LATEST = "1990-01-01", "2099-12-31"
_EXAMPLE_DAYS = ("2026-01-05", "2026/1/5", "20260105")
MARK_HEADING = "faults 问题"
"""Heading of the column that a marked copy has in front; reading leaves it out."""

AMOUNT_UNITS = {"元": 1, "yuan": 1, "CNY": 1, "万元": 10_000, "10k yuan": 10_000, "RMB": 1, "人民币": 1}
DECIMALS_OF_UNIT = {1: 2, 10_000: 6}
"""Decimals that reach down to one fen."""
SHARE_UNITS = {"%": 100, "per cent": 100, "百分比": 100, "share": 1, "小数": 1}
OTHER_UNITS = {
    "months": ("months", "月", "个月"),
    "days": ("days", "天", "日"),
    "number": ("number", "件", "个", "项"),
}
"""The first is written in English, the second in Chinese."""


@dataclass(frozen=True)
class Choice:
    """One allowed word of a field, in the code, and as it may stand in a file besides."""

    key: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """One column of a loan tape."""

    key: str
    """Its name in the code, and its English heading."""
    chinese: tuple[str, ...]
    """Its Chinese headings, the first of which is written."""
    kind: Kind
    meaning: str
    meaning_chinese: str
    is_required: bool = False
    """Whether the heading must be there and no cell may be empty."""
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    least: int = 0
    most: int = 0

    @property
    def is_sector(self) -> bool:
        """Whether the words allowed are those of a scenario's sectors."""
        return self.key == "sector"


def _amount(key: str, chinese: tuple[str, ...], meaning: str, meaning_chinese: str, *, least: int = -1) -> Field:
    """Return a field of money; it is required when a least value (in fen) is given."""
    return Field(
        key, chinese, "amount", meaning, meaning_chinese, least >= 0, "yuan", (), max(least, 0), LARGEST_AMOUNT_FEN
    )


def _date(key: str, chinese: tuple[str, ...], meaning: str, meaning_chinese: str, is_required: bool = False) -> Field:
    return Field(key, chinese, "date", meaning, meaning_chinese, is_required)


def _name(key: str, chinese: tuple[str, ...], meaning: str, meaning_chinese: str, is_required: bool = False) -> Field:
    return Field(key, chinese, "name", meaning, meaning_chinese, is_required)


YES_NO = (Choice("no", ("否", "N", "0", "FALSE")), Choice("yes", ("是", "Y", "1", "TRUE")))
REPAYMENTS = (
    Choice("bullet", ("到期还本", "一次还本")),
    Choice("equal_principal", ("等额本金",)),
    Choice("annuity", ("等额本息",)),
    Choice("scheduled", ("按计划还本", "分期还本")),
)
SECURITIES = (
    Choice("pledge", ("质押",)),
    Choice("mortgage", ("抵押",)),
    Choice("guarantee", ("保证",)),
    Choice("unsecured", ("信用",)),
    Choice("combined", ("组合", "组合担保")),
)
PATENT_TYPES = (
    Choice("invention", ("发明专利", "发明")),
    Choice("utility_model", ("实用新型",)),
    Choice("design", ("外观设计",)),
    Choice("mixed", ("多种", "混合")),
)

FIELDS: tuple[Field, ...] = (
    _name("loan", ("贷款编号", "借据号", "借据编号"), "number of the loan, each its own", "每笔唯一", True),
    _name(
        "borrower",
        ("借款人", "借款人名称", "客户名称"),
        "firm; its loans default together",
        "企业名称或编号；同一企业的贷款同时违约",
        True,
    ),
    _name("bank", ("贷款银行", "银行"), "lender", "贷款银行"),
    _name("branch", ("经办机构", "支行"), "office that made the loan", "经办机构"),
    _name("product", ("产品", "产品名称"), "the bank's product", "贷款产品"),
    Field(
        "sector", ("行业", "所属行业"), "choice", "sector, by its name in the scenario", "情景文件中的行业名称", True
    ),
    _name(
        "grade",
        ("内部评级", "信用等级"),
        "the bank's grade; grade or pd is needed",
        "银行内部评级；评级与违约概率至少填一项",
    ),
    Field(
        "pd",
        ("违约概率",),
        "share",
        "chance of default within twelve months",
        "十二个月内违约的概率",
        False,
        "share",
        (),
        0,
        1,
    ),
    _amount("principal", ("贷款本金", "贷款金额"), "amount lent", "放款金额", least=1),
    _amount("balance", ("贷款余额", "余额"), "principal still owed", "未偿还本金", least=0),
    Field("rate", ("年利率", "利率"), "share", "interest a year", "年利率", False, "share", (), 0, 1),
    _date("lent_on", ("放款日", "放款日期", "发放日期"), "day of lending", "放款日", True),
    _date("due_on", ("到期日", "到期日期"), "day on which the last of it falls due", "最后到期日", True),
    Field("repayment", ("还款方式",), "choice", "how it is repaid", "还款方式", choices=REPAYMENTS),
    Field("security", ("担保方式",), "choice", "main security", "主要担保方式", choices=SECURITIES),
    _amount(
        "ip_part",
        ("知识产权部分本金", "知识产权质押本金"),
        "part of the principal that the patents secure; empty: all of it",
        "专利担保的本金；不填即全部本金",
    ),
    _amount("other_collateral", ("其他押品价值",), "value of other collateral; empty: none", "其他押品价值；不填即无"),
    _name("guarantor", ("担保人", "担保机构"), "guarantor; empty: none", "担保人；不填即无"),
    Field(
        "is_renewal", ("续贷", "是否续贷"), "choice", "whether it renews an earlier loan", "是否为续贷", choices=YES_NO
    ),
    _date(
        "filed_on",
        ("备案日", "备案日期"),
        "day of filing with the scheme; empty: not filed",
        "向资金备案之日；不填即未备案",
    ),
    _name("registration", ("质押登记号",), "number of the pledge registration", "质押登记号"),
    Field(
        "days_past_due",
        ("逾期天数",),
        "count",
        "days past due; 0: none",
        "逾期天数；未逾期填 0",
        True,
        "days",
        (),
        0,
        10_000,
    ),
    _date("claim_filed_on", ("补偿申请日",), "day on which the bank filed its claim", "银行提出补偿申请之日"),
    _amount("claim_filed", ("申请补偿金额",), "amount claimed", "申请补偿金额"),
    _date("claim_accepted_on", ("补偿核定日",), "day on which a claim was accepted", "补偿核定之日"),
    _amount("claim_accepted", ("核定补偿金额",), "amount accepted", "核定补偿金额"),
    _date(
        "claim_refused_on", ("补偿拒绝日",), "day on which a claim, or part of it, was refused", "全部或部分拒绝之日"
    ),
    _amount("claim_refused", ("拒绝补偿金额",), "amount refused", "拒绝补偿金额"),
    _date("claim_received_on", ("补偿到账日",), "day on which the bank had the money", "补偿款到账之日"),
    _amount("claim_received", ("到账补偿金额",), "amount received", "到账补偿金额"),
    Field(
        "patents", ("专利件数",), "count", "number of patents pledged", "质押专利件数", False, "number", (), 0, 10_000
    ),
    Field("patent_type", ("专利类型",), "choice", "type of the patents", "专利类型", choices=PATENT_TYPES),
    _amount("appraised_value", ("专利评估值", "评估值"), "appraised value of the patents", "专利评估值"),
    Field(
        "patent_life_months",
        ("专利剩余期限",),
        "count",
        "legal life left when the loan was made",
        "放款时专利剩余法定期限",
        False,
        "months",
        (),
        0,
        LONGEST_TERM_MONTHS,
    ),
)
FIELD_OF = {field.key: field for field in FIELDS}


def heading_of(field: Field, language: str, amount_unit: str = "元") -> str:
    """Return the heading of a field as it is written, with its unit."""
    name = field.chinese[0] if language == "zh" else field.key
    if field.kind == "amount":
        words = {"元": "yuan", "万元": "10k yuan"}
        return f"{name} ({amount_unit if language == 'zh' else words[amount_unit]})"
    if field.kind == "share":
        return f"{name} (%)"
    units = OTHER_UNITS.get(field.unit)
    return f"{name} ({units[language == 'zh']})" if units else name


def allowed_words(field: Field, unit: int, sectors: tuple[str, ...]) -> Phrase:
    """Return what a cell of the field may hold; `unit` is what one in the file stands for (see `AMOUNT_UNITS`)."""
    allowed = _allowed_value(field, unit, sectors)
    return allowed if field.is_required else wrong("faults.tape.or_empty", what=allowed)


def _allowed_value(field: Field, unit: int, sectors: tuple[str, ...]) -> Phrase:
    if field.kind == "name":
        return wrong("faults.tape.name", most=LONGEST_NAME)
    if field.kind == "choice":
        words = sectors if field.is_sector else tuple(f"{choice.key} ({choice.words[0]})" for choice in field.choices)
        return wrong("faults.tape.choice", names=names([*words[:12], *["..."] * (len(words) > 12)]))
    if field.kind == "amount":
        low, high = _least_amount(field, unit), str(field.most // (100 * unit))
        return wrong("faults.tape.amount", low=low, high=high, decimals=DECIMALS_OF_UNIT[unit])
    if field.kind == "share":
        return wrong("faults.tape.per_cents") if unit == 100 else wrong("faults.tape.share", example="3.5%")
    if field.kind == "date":
        return wrong("faults.tape.date", first=EARLIEST, last=LATEST, examples=names(_EXAMPLE_DAYS))
    return wrong("faults.tape.whole", least=str(field.least), most=str(field.most))


def _least_amount(field: Field, unit: int) -> str:
    """Return the least amount (none, or one fen) in the file's unit."""
    return f"{field.least / (100 * unit):.{DECIMALS_OF_UNIT[unit]}f}" if field.least else "0"
