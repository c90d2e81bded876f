"""What rules are called in the answer: those that may decide on the best ratio, and what a breaker does."""

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
