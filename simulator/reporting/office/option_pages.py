"""One page per option: why it is put forward, what it brings, and draft clauses with its own numbers."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from simulator.analysis.compare import PolicyPoint
from simulator.faults import counted
from simulator.reporting.deciding.answer import why
from simulator.reporting.deciding.choices import Choice, options_of
from simulator.reporting.deciding.speaker import Speaker
from simulator.reporting.office import basis
from simulator.reporting.office.calculation_note import COLUMNS
from simulator.reporting.office.left_out import left_out
from simulator.reporting.office.pages import Pages
from simulator.saying.words import template

PHRASES = {
    "title": ("Options with draft clauses", "备选方案及条款草案"),
    "option": ("Option {letter}: {name}", "方案{letter}：{name}"),
    "rule": ("Put forward as: {rule}.", "选取理由：{rule}。"),
    "brings": ("What it brings", "测算结果"),
    "clauses": ("Draft clauses", "条款草案"),
    "draft": (
        "The clauses word what was simulated; they are no legal text. Square brackets mark what the run does not hold.",
        "条款系对模拟设定的文字表述，并非法律文本；六角括号内为测算未设定、需另行确定的内容。",
    ),
    "left_out": (
        "LEFT OUT: in force in the simulation, and in none of the clauses above ({count}): ",
        "未写入：以下 {count} 项在模拟中有效，但上列条款均未写明：",
    ),
}
CLAUSES = {
    "ratio": (
        "Compensation ratio. The fund pays {ratio} % of the bank's net loss on {what} of a covered loan, {when}.",
        "补偿比例。补偿资金按纳入补偿贷款{what}净损失的{ratio}%向银行支付补偿，{when}。",
    ),
    "cap": ("Cap. Compensation for one loan is at most {cap}.", "补偿上限。单笔贷款补偿金额不超过{cap}。"),
    "no_cap": (
        "Cap. The run has no cap per loan; a covered loan is at most {largest}. [Cap, if one is wanted]",
        "补偿上限。测算未设单笔补偿上限，纳入补偿的单笔贷款不超过{largest}。〔如需设限，另行确定〕",
    ),
    "no_limit": (
        "Cap. The run has neither a cap per loan nor a largest loan. [Cap, if one is wanted]",
        "补偿上限。测算未设单笔补偿上限，也未设单笔贷款上限。〔如需设限，另行确定〕",
    ),
    "stop": (
        "Breaker. When {measure} reaches {on} %, {effect} until it falls below {off} %; it is read {reading}, once "
        "{minimum} covered.",
        "熔断。{measure}达到{on}%时，{effect}；降至{off}%以下时恢复。该比率{reading}核算一次，纳入补偿贷款满{minimum}笔后适用。",
    ),
    "no_stop": ("Breaker. None.", "熔断。不设熔断线。"),
    "claim": (
        "Claims. An approved claim is paid {lag} after {event}. {window}",
        "补偿申报与支付。补偿于{event}后{lag}个月支付。{window}",
    ),
    "window": ("Claims are taken in every {english}.", "每{n}个月集中受理一次申报。"),
    "no_window": ("Claims are taken in at any time. [Last day for a claim]", "申报随时受理。〔申报截止期限〕"),
    "shortage": ("Shortage. {what}", "资金不足。{what}"),
    "top_up": (
        "Top-up. {what}, at most {budget} a year, in January.",
        "补充注资。{what}，每年1月拨付，每年不超过{budget}。",
    ),
    "no_top_up": (
        "Top-up. The fund of {fund} is paid in once and not topped up.",
        "补充注资。初始资本{fund}一次性到位，不再补充注资。",
    ),
}
_WORDS = {
    "ip_part": ("the patent-backed part", "知识产权质押对应部分"),
    "whole_loan": ("the whole", "全部"),
    "after_recovery": ("after the collateral is sold", "在质物处置后支付"),
    "advance": ("in advance, with a true-up after the sale", "先行垫付、处置后清算"),
    "purchase": ("by buying the pledged patents", "以收购质押专利的方式支付"),
    "monthly": ("monthly", "按月"),
    "claim": ("claim by claim", "逐笔"),
    "lapse": ("What the fund cannot pay lapses: its liability ends at its balance.",
              "补偿责任以资金余额为限，余额不足部分不再支付。"),
    "queue": ("What the fund cannot pay waits and is paid in the order of claims.",
              "余额不足部分按申报先后排队，待资金到位后支付。"),
    "pro_rata": ("Claims of one month are cut in proportion; the rest lapses.",
                 "余额不足时，当月各笔补偿按比例支付，其余不再支付。"),
    "fixed": ("A fixed sum every year", "每年定额补充"),
    "to_capital": ("Back to the paid-in capital every year", "每年补足至初始资本"),
    "below_floor": ("Back to the paid-in capital when the balance is below the floor", "余额低于下限时补足至初始资本"),
}  # fmt: skip


class Clause(NamedTuple):
    """A draft clause, and the settings that it words."""

    text: str
    keys: tuple[str, ...] = ()


def option_pages(speaker: Speaker, font: Path) -> bytes:
    """Return one page per option as a document."""
    pages = Pages(speaker.pick(PHRASES["title"]), font)
    pages.sentences((*basis.face(speaker), speaker.pick(PHRASES["draft"])))
    for number, option in enumerate(options_of(speaker.findings)):
        if number > 0:
            pages.new_page()
        _add_option(pages, speaker, option, "ABCDEFGH"[number])
    basis.add_limits(pages, speaker)
    return pages.content()


def _add_option(pages: Pages, speaker: Speaker, option: Choice, letter: str) -> None:
    pages.heading(speaker.pick(PHRASES["option"], letter=letter, name=speaker.policy(option.point)))
    pages.sentences((speaker.pick(PHRASES["rule"], rule=why(speaker, option)),))
    pages.heading(speaker.pick(PHRASES["brings"]), 2)
    point = option.point
    rows = [(speaker.pick(label), speaker.value(point, key), speaker.difference(point, key)) for key, label in COLUMNS]
    columns = (("measure", "指标"), ("value", "测算值"), ("against the baseline", "较基准增减"))
    pages.table([speaker.pick(pair) for pair in columns], rows, (50, 58, 58))
    pages.heading(speaker.pick(PHRASES["clauses"]), 2)
    worded = clauses(speaker, option.point)
    pages.points([clause.text for clause in worded])
    _add_left_out(pages, speaker, left_out(speaker, point, {key for clause in worded for key in clause.keys}))


def _add_left_out(pages: Pages, speaker: Speaker, terms: Sequence[str]) -> None:
    """Add in red what the clauses leave out, so that nobody takes them for the whole."""
    if terms:
        listed = speaker.pick(("; ", "；")).join(terms) + speaker.pick((".", "。"))
        pages.warning(speaker.pick(PHRASES["left_out"], count=len(terms)), listed)


def clauses(speaker: Speaker, point: PolicyPoint) -> tuple[Clause, ...]:
    """Return the draft clauses of a policy: ratio, cap, breaker, claims, shortage, top-up."""
    return (
        _ratio(speaker, point),
        _cap(speaker, point),
        _stop(speaker, point),
        _claims(speaker, point),
        Clause(speaker.pick(CLAUSES["shortage"], what=_word(speaker, point.scenario.scheme.shortage)),
               ("scheme.shortage",)),
        _top_up(speaker, point),
    )  # fmt: skip


def _word(speaker: Speaker, option: str) -> str:
    return speaker.pick(_WORDS[option])


def _ratio(speaker: Speaker, point: PolicyPoint) -> Clause:
    scheme = point.scenario.scheme
    what, when = _word(speaker, scheme.covers), _word(speaker, scheme.timing)
    text = speaker.pick(CLAUSES["ratio"], ratio=f"{100 * point.ratio:.12g}", what=what, when=when)
    return Clause(text, ("scheme.compensation_ratio", "scheme.covers", "scheme.timing"))


def _cap(speaker: Speaker, point: PolicyPoint) -> Clause:
    cap, largest = point.scenario.scheme.cap_per_loan, point.scenario.gate.largest_principal
    if cap is not None:
        return Clause(speaker.pick(CLAUSES["cap"], cap=speaker.exact(cap)), ("scheme.cap_per_loan",))
    if largest is not None:
        return Clause(speaker.pick(CLAUSES["no_cap"], largest=speaker.exact(largest)), ("gate.largest_principal",))
    return Clause(speaker.pick(CLAUSES["no_limit"]))


def _stop(speaker: Speaker, point: PolicyPoint) -> Clause:
    breaker = point.scenario.breaker
    if not breaker.is_on:
        return Clause(speaker.pick(CLAUSES["no_stop"]))
    text = speaker.pick(
        CLAUSES["stop"],
        measure=template(f"report.breaker.{breaker.measure}", speaker.language),
        effect=template(f"report.breaker.{breaker.effect}", speaker.language),
        reading=_word(speaker, breaker.reading),
        on=f"{100 * breaker.on_at_least:.12g}",
        off=f"{100 * breaker.off_below:.12g}",
        minimum=counted(breaker.minimum_loans, "loan is", "loans are") if speaker.language == "en"
        else breaker.minimum_loans,
    )  # fmt: skip
    worded = ("is_on", "measure", "effect", "reading", "on_at_least", "off_below", "minimum_loans")
    return Clause(text, tuple(f"breaker.{name}" for name in worded))


def _claims(speaker: Speaker, point: PolicyPoint) -> Clause:
    scheme, desk = point.scenario.scheme, point.scenario.operations
    months = None if desk is None else desk.claim_window_months
    every = "month" if months in (None, 1) else f"{months} months"
    window = speaker.pick(CLAUSES["no_window"] if months is None else CLAUSES["window"], n=months, english=every)
    is_after_sale = scheme.timing == "after_recovery"
    event = speaker.pick(("the sale", "质物处置") if is_after_sale else ("the default", "贷款违约"))
    lag = scheme.claim_lag_months
    when = counted(lag, "month", "months") if speaker.language == "en" else lag
    text = speaker.pick(CLAUSES["claim"], lag=when, event=event, window=window)
    return Clause(text, ("scheme.claim_lag_months", "scheme.timing", "operations.claim_window_months"))


def _top_up(speaker: Speaker, point: PolicyPoint) -> Clause:
    fund = point.scenario.fund
    if fund.top_up == "none":
        return Clause(speaker.pick(CLAUSES["no_top_up"], fund=speaker.size(point)), ("fund.top_up", "fund.fund_size"))
    what, budget = _word(speaker, fund.top_up), speaker.exact(fund.top_up_budget)
    return Clause(speaker.pick(CLAUSES["top_up"], what=what, budget=budget), ("fund.top_up", "fund.top_up_budget"))
