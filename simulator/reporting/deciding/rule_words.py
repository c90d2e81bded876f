"""What rules are called: those that may decide on the ratio that lends most, with and without, and a breaker's."""

RULES = {
    "leverage": ("the leverage limit", "放大倍数限额"),
    "breaker": ("the breaker", "熔断机制"),
    "step_down": ("the step-down", "比例递减"),
    "depletion": ("depletion of the fund", "资金耗尽"),
    "monitoring_response": ("weaker monitoring under cover", "补偿后贷后管理放松"),
    "screening_response": ("weaker screening under cover", "补偿后审查放松"),
    "npl_tolerance": ("the banks' tolerance of bad loans", "银行不良容忍度"),
    "refinancing_default": ("default when a renewal is refused", "不予续贷引起的违约"),
    "caps": ("the caps on payments", "补偿限额"),
    "quota": ("the yearly quota", "年度额度"),
}

WITHOUT = {
    "leverage": ("without the leverage limit", "不设放大倍数限额"),
    "breaker": ("without the breaker", "不设熔断机制"),
    "step_down": ("without the step-down", "不设比例递减"),
    "depletion": ("with a fund that never runs dry", "资金永不耗尽"),
    "monitoring_response": ("if monitoring did not weaken under cover", "贷后管理不因补偿放松"),
    "screening_response": ("if screening did not weaken under cover", "审查不因补偿放松"),
    "npl_tolerance": ("without the banks' tolerance of bad loans", "没有银行不良容忍度"),
    "refinancing_default": ("if no refused renewal led to default", "不予续贷不引起违约"),
    "caps": ("without the caps on payments", "不设补偿限额"),
    "quota": ("without the yearly quota", "不设年度额度"),
}

TRIPS = {
    "bank_loss_to_lending": (
        "the bank's loss of twelve months reaches {on} of covered lending",
        "近十二个月银行损失达到同期纳入补偿放贷额的 {on} ",
    ),
    "npl": ("non-performing loans reach {on} of covered loans", "纳入补偿贷款不良率达到 {on} "),
    "payout": ("the payout rate reaches {on}", "补偿支出率达到 {on} "),
    "no_new_cover": ("new cover stops", "暂停新增纳入补偿贷款"),
    "no_payment": ("payment of claims stops", "暂停支付补偿"),
}

BREAKER = {
    "bank_loss_to_lending": (
        "the bank's loss on covered loans over covered lending of twelve months",
        "近十二个月纳入补偿贷款的银行损失与同期放贷额之比",
    ),
    "npl": ("the share of non-performing covered loans", "纳入补偿贷款不良率"),
    "payout": ("the payout rate", "补偿支出率"),
    "no_new_cover": ("no new loan is covered", "暂停新增纳入补偿贷款"),
    "no_payment": ("no claim is paid", "暂停支付补偿"),
}
