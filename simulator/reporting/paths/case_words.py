"""Sentences of a case file, English and Chinese; amounts come ready with their unit."""

from simulator.reporting import wording
from simulator.reporting.language import Language

PATENTS = (("invention patent", "发明专利"), ("utility model", "实用新型"))
LIMITS = {
    "stacking_limit": ("stacking limit of public money", "财政资金叠加上限"),
    "cap_per_loan": ("cap per loan", "单笔补偿上限"),
    "refusal_probability": ("claim refused", "补偿申请未获受理"),
    "no_payment": ("breaker tripped: no payment", "熔断期间停止补偿"),
    "bank_line_per_year": ("bank's yearly line", "单家银行年度补偿上限"),
    "budget_per_year": ("yearly budget", "年度预算"),
    "cumulative_cap_rate": ("cumulative cap", "累计赔付上限"),
}
WHY_NO_COVER = {
    "breaker": ("the breaker is tripped", "熔断期间不再纳入补偿"),
    "unpaid": ("claims are unpaid", "尚有未付补偿"),
    "quota": ("the yearly quota is used up", "年度额度已用完"),
    "leverage": ("the leverage limit is reached", "放大倍数已满"),
    "ineligible": ("it is not eligible", "不符合纳入条件"),
    "bank": ("the bank does not take cover for it", "银行未申请纳入补偿"),
    "warning": ("an early warning took it for unsound", "风险预警误判"),
}
PHRASES = {
    "title": ("Loan {loan}: path {path}, {policy}", "贷款 {loan}：第 {path} 条模拟路径，{policy}"),
    "source": ("{title}, seed {seed}", "{title}，随机种子 {seed}"),
    "firm": (
        "Sector {sector}, grade {grade}, {kind} pledged, {bank}, {term}",
        "行业 {sector}，信用等级 {grade}，质押{kind}，{bank}，期限 {term}",
    ),
    "book_firm": (
        "Sector {sector}, grade {grade}, {bank}; in the books at the start, due after {term}, {cover}",
        "行业 {sector}，信用等级 {grade}，{bank}；期初存量贷款，{term}后到期，{cover}",
    ),
    "covered": ("covered", "已纳入补偿"),
    "not_covered": ("without cover", "未纳入补偿"),
    "applied": ("Applies for a loan; the pledged patents carry {amount}.", "申请贷款，按评估值可贷 {amount}。"),
    "lent": ("Lent with cover: {amount}, due {due}.", "放款 {amount}，纳入补偿，{due} 到期。"),
    "renewed": ("Renewed with cover ({loan}): {amount}, due {due}.", "续贷 {amount}（{loan}），纳入补偿，{due} 到期。"),
    "lent_alone": (
        "Lent without cover, as {why}: {amount}, due {due}.",
        "{why}，银行自担风险放款 {amount}，{due} 到期。",
    ),
    "renewed_alone": (
        "Renewed without cover ({loan}), as {why}: {amount}, due {due}.",
        "{why}，银行自担风险续贷 {amount}（{loan}），{due} 到期。",
    ),
    "refused": ("Not lent: no cover, as {why}, and no loan without cover.", "未放款：{why}，银行也不愿自担风险放款。"),
    "refused_bank": ("Not lent: the bank declines, with cover or without.", "未放款：无论有无补偿，银行均不同意。"),
    "not_renewed": (
        "Not renewed: no cover, as {why}, and no loan without cover.",
        "未续贷：{why}，银行也不愿自担风险续贷。",
    ),
    "not_renewed_bank": ("Not renewed: the bank declines.", "未续贷：银行不同意。"),
    "instalment": ("Pays an instalment of {amount}.", "分期还本 {amount}。"),
    "overdue": ("Falls overdue.", "贷款逾期。"),
    "overdue_for_good": ("Falls overdue, and does not recover.", "贷款逾期，此后未能结清。"),
    "cured": ("Pays up what was overdue.", "逾期款项结清。"),
    "asked": ("Falls due; renewal is asked for.", "贷款到期，申请续贷。"),
    "repaid": ("Repaid.", "还清。"),
    "repaid_early": ("Repaid before it was due.", "提前还清。"),
    "fell_due": ("Without the renewal the firm cannot repay.", "企业未获续贷，无力归还。"),
    "warned": (
        "An early warning saw the default coming: {amount} repaid beforehand.",
        "风险预警后提前收回 {amount}。",
    ),
    "advanced": ("The guarantor pays {amount} that the fund lacks.", "补偿资金不足部分 {amount} 由担保机构代偿。"),
    "default": (
        "Default: {amount} outstanding, {owed} owed with interest.",
        "违约，转为不良：未还本金 {amount}，连同利息欠款 {owed}。",
    ),
    "default_plain": ("Default: {amount} is owed.", "违约，转为不良：欠款 {amount}。"),
    "round": ("Auction round {round} finds no buyer.", "第 {round} 轮拍卖流拍。"),
    "sold": ("The security is sold for {amount}.", "质押物处置，收回 {amount}。"),
    "sold_and_claim": (
        "The security is sold for {amount}, and the bank claims.",
        "质押物处置，收回 {amount}，银行申请补偿。",
    ),
    "claim": ("Claim assessed on a covered loss of {loss}: {parts}.", "补偿核定，纳入补偿的损失 {loss}：{parts}。"),
    "no_loss": ("Nothing to claim: the covered part is made good.", "纳入补偿的部分已足额收回，无需补偿。"),
    "bought": (
        "The fund buys the pledged patents; of the covered {loss}: {parts}.",
        "资金收储质押专利，纳入补偿的欠款 {loss}：{parts}。",
    ),
    "rest": ("Beside it the bank carries {amount} that is not covered.", "另有 {amount}未纳入补偿，由银行承担。"),
    "part_of_fund": ("fund {amount} (share {share})", "补偿资金 {amount}（比例 {share}）"),
    "part": ("{party} {amount}", "{party} {amount}"),
    "cut": ("The rules cut {amount} of the fund's part: {limits}.", "按规则核减 {amount}：{limits}。"),
    "cut_to_nothing": (
        "The fund's part is cut to nothing ({amount}): {limits}.",
        "补偿全部核减（{amount}）：{limits}。",
    ),
    "or": (" or ", "或"),
    "and": (", ", "，"),
    "waits": ("{amount} waits for a later year's budget.", "{amount}超出当年预算，结转以后年度。"),
    "paid": ("The fund pays {amount}; {balance} is left in it.", "资金支付补偿 {amount}，余额 {balance}。"),
    "lapses": ("{amount} lapses: the fund has no more money.", "资金余额不足，{amount}不再补偿。"),
    "queues": ("{amount} stays unpaid and waits for money.", "资金余额不足，{amount}暂未支付，排队等候。"),
    "shared": ("The fund gets {amount} of the proceeds back{others}.", "处置款返还补偿资金 {amount}{others}。"),
    "shared_nothing": ("Nothing of it goes back to the fund.", "处置款未返还补偿资金。"),
    "to_others": (", the other parties {amount}", "，返还其他机构 {amount}"),
    "bearing": ("Who bore what ({loan}, {unit})", "损失分担（{loan}，单位：{unit}）"),
    "owed": ("owed at default", "违约时欠款"),
    "recovered": ("recovered", "处置收回"),
    "loss": ("loss", "损失"),
    "never_paid": (
        "Of the bank's part, {amount} is compensation that was approved and never paid, for want of money or budget.",
        "银行承担的部分中，{amount}为已核定而因资金或预算不足最终未支付的补偿。",
    ),
    "never_due": (
        "Of the approved claim, {amount} was never paid: no money, or no longer due after the sale.",
        "已核定的补偿中，{amount}最终未支付：资金不足，或处置后不再应付。",
    ),
    "unsettled": ("Not settled when the simulation ends.", "模拟结束时尚未结案。"),
    "still_open": ("Still open when the simulation ends.", "模拟结束时贷款尚未到期。"),
}


def amount_text(language: Language, fen: int, currency: str, word: str) -> str:
    """Return an amount with its unit: exact in English, in Chinese rounded to 0.01 of 万元 from one 万元 on.

    Parameters
    ----------
    language
        Of the text.
    fen
        The amount.
    currency
        Code of the currency.
    word
        Its English word.
    """
    if language == "en":
        return f"{_with_fen(fen)} {word}"
    unit = wording.CURRENCY_WORDS[currency][1]
    if abs(fen) < 1_000_000:
        return f"{_with_fen(fen)} {unit}"
    return f"{fen / 1e6:,.2f}".rstrip("0").rstrip(".") + f" 万{unit}"


def _with_fen(fen: int) -> str:
    return exact_text(fen).removesuffix(".00")


def exact_text(fen: int) -> str:
    """Return an amount in main currency units, exactly, with thousands separators."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}"
