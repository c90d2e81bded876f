"""Events and reasons in words, English and Chinese."""

import simulator.engines.kernel.records as r
from simulator.engines.events import codes

FELL_DUE = 100
"""Word for `repaid` where the loan fell due and then defaulted, because it was not renewed."""

EVENTS: dict[int, tuple[str, str]] = {
    codes.APPLIED: ("applied", "申请"),
    r.E_LENT: ("lent with cover", "放款（纳入补偿）"),
    r.E_LENT_ALONE: ("lent without cover", "放款（未纳入补偿）"),
    r.E_REFUSED: ("refused", "未放款"),
    codes.INSTALMENT: ("instalment", "分期还本"),
    codes.OVERDUE: ("overdue", "逾期"),
    codes.CURED: ("cured", "逾期结清"),
    codes.ASKED: ("renewal asked for", "申请续贷"),
    r.E_REPAID: ("repaid", "还清"),
    FELL_DUE: ("fell due", "到期未还"),
    codes.WARNED: ("repaid after an early warning", "预警后提前收回"),
    r.E_DEFAULT: ("default", "违约"),
    codes.ROUND: ("auction round failed", "流拍"),
    r.E_SOLD: ("collateral sold", "质押物处置"),
    r.E_ASSESSED: ("claim assessed", "补偿核定"),
    r.E_PAYS: ("fund pays claim", "资金补偿"),
    codes.ADVANCED: ("guarantor pays what the fund lacks", "担保机构先行代偿"),
    codes.PROCEEDS: ("proceeds shared", "处置款分配"),
    r.E_TOP_UP: ("annual top-up", "资金补充"),
    codes.TREASURY: ("treasury pays in", "财政即时拨付"),
    codes.INTEREST: ("interest", "利息收入"),
    codes.FEES: ("fees", "收费"),
    codes.RUNNING_COST: ("running cost", "管理费用"),
    r.E_TRIPPED: ("breaker trips", "熔断"),
    r.E_RELEASED: ("breaker released", "恢复"),
}
"""Kinds of entries, in the order in which a loan and then the fund meet them."""

REASONS: dict[int, tuple[str, str]] = {
    r.REASON_NONE: ("", ""),
    r.REASON_BREAKER: ("breaker tripped", "熔断期间"),
    r.REASON_UNPAID: ("claims are unpaid", "有未付补偿"),
    r.REASON_QUOTA: ("yearly quota used up", "年度额度用完"),
    r.REASON_LEVERAGE: ("leverage limit reached", "放大倍数已满"),
    r.REASON_INELIGIBLE: ("not eligible", "不符合条件"),
    r.REASON_BANK: ("bank's decision", "银行决定"),
    r.REASON_WARNING: ("early warning", "风险预警"),
}
