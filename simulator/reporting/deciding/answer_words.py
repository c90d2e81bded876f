"""Sentences of a report's answer, English and Chinese; numbers come ready with unit and interval."""

PHRASES = {
    "place": ("a fund of {size} and the breaker {breaker}", "资金规模 {size}、{breaker}"),
    "breaker_on": ("on", "有熔断"),
    "breaker_off": ("off", "无熔断"),
    "years": ("{count} years", "{count} 年"),
    "one_year": ("1 year", "1 年"),
    "end": (".", "。"),
    "range": ("{low} to {high}", "{low} 至 {high}"),
    # 1: which ratio or policy
    "ratio_range": (
        "With {place}, compensation ratios {ratios} cannot be told apart from the one with the most "
        "additional lending; of these, {ratio} costs the public least on average and brings {amount} over "
        "{years}, given the assumed additionality",
        "在{place}的条件下，补偿比例 {ratios} 与净增贷款最多的比例差异不显著；其中 "
        "{ratio} 平均财政成本最低，在假定的净增贷款占比下，{years}内带来净增贷款 {amount}",
    ),
    "ratio_one": (
        "With {place}, compensation ratio {ratio} brings the most additional lending of the ratios compared: {amount} "
        "over {years}, given the assumed additionality",
        "在{place}的条件下，所比较的补偿比例中 {ratio} 带来的净增贷款最多：在假定的净增贷款占比下，{years}内为 {amount}",
    ),
    "ratio_none": (
        "With {place}, no compensation ratio compared brings additional lending that can be told from none",
        "在{place}的条件下，所比较的补偿比例都没有带来显著大于零的净增贷款",
    ),
    "policy_best": (
        "Of {count} policies compared, {policy} brings the most additional lending: {amount} over {years}, given the "
        "assumed additionality",
        "所比较的 {count} 个方案中，{policy}带来的净增贷款最多：在假定的净增贷款占比下，{years}内为 {amount}",
    ),
    "policy_rivals": (
        "Of {count} policies compared, {policy} has the largest mean additional lending, {amount} over {years}, given "
        "the assumed additionality; by their intervals it is not told apart from {rivals}",
        "所比较的 {count} 个方案中，{policy}的净增贷款均值最大：在假定的净增贷款占比下，{years}内为 {amount}；按各自区间，"
        "与{rivals}差异不显著",
    ),
    "policy_none": (
        "None of the {count} policies compared brings additional lending that can be told from none",
        "所比较的 {count} 个方案都没有带来显著大于零的净增贷款",
    ),
    "one_policy": (
        "This policy brings additional lending of {amount} over {years}, given the assumed additionality",
        "在假定的净增贷款占比下，本方案在 {years}内带来净增贷款 {amount}",
    ),
    "one_policy_none": (
        "This policy brings no additional lending that can be told from none ({amount} over {years})",
        "本方案没有带来显著大于零的净增贷款（{years}内 {amount}）",
    ),
    "and_rivals": ("{count} others", "其他 {count} 个方案"),
    "standing_baseline": ("; it is the baseline itself", "；它就是基准方案"),
    "standing_same": (
        "; on every path that is the same as the baseline ({baseline})",
        "；在每条模拟路径上都与基准方案（{baseline}）相同",
    ),
    "standing_more": (
        "; that is more than the baseline ({baseline}) by {difference}",
        "；比基准方案（{baseline}）多 {difference}",
    ),
    "standing_less": (
        "; that is less than the baseline ({baseline}), by a difference of {difference}",
        "；少于基准方案（{baseline}），差额为 {difference}",
    ),
    "standing_untold": (
        "; there is no difference from the baseline ({baseline}) that we can show",
        "；与基准方案（{baseline}）没有可以证实的差异",
    ),
    "frugal_range": (
        ". Public money goes furthest at ratios {ratios}, which cannot be told apart by their intervals: at {ratio} "
        "additional lending costs {cost}",
        "。单位净增贷款财政成本最低的是补偿比例 {ratios}（按各自区间差异不显著）：{ratio} 时为 {cost}",
    ),
    "frugal_one": (
        ". Public money goes furthest at ratio {ratio}: additional lending costs {cost}",
        "。单位净增贷款财政成本最低的是补偿比例 {ratio}：{cost}",
    ),
    "frugal_against": (
        ", against {cost} at {chosen}",
        "，而 {chosen} 时为 {cost}",
    ),
    "marginal": (
        "; what {chosen} lends beyond the baseline costs between {low} and {high} {unit}",
        "；{chosen} 比基准方案多出的净增贷款，其财政成本在 {low} 至 {high} {unit}之间",
    ),
    # 2: how safe, how idle, how often shut
    "safety": (
        "For {subject}, the chance that the fund runs dry is {chance}, {idle} of its money is idle (never used), and the stop "
        "line is on for {shut} of the {months} months of lending",
        "{subject}：资金耗尽概率为 {chance}，资金闲置率 {idle}，放贷期 {months} 个月中暂停新增业务 {shut}",
    ),
    "safety_no_fund": (
        "For {subject}, the chance that the fund runs dry is {chance}, and the breaker is tripped for {shut} of the "
        "{months} months of lending",
        "{subject}：资金耗尽概率为 {chance}，放贷期 {months} 个月中暂停新增业务 {shut}",
    ),
    "without_stop": (
        "Without the breaker",
        "不设熔断机制时",
    ),
    "with_stop": (
        "With the breaker",
        "设熔断机制时",
    ),
    "other_stop": (
        ". {place} the same ratio and fund would {clauses}, by the intervals",
        "。{place}，同一补偿比例和资金规模（按各自区间）：{clauses}",
    ),
    "additional_lending_more": (
        "bring more additional lending ({value})",
        "净增贷款更多（{value}）",
    ),
    "additional_lending_less": (
        "bring less additional lending ({value})",
        "净增贷款更少（{value}）",
    ),
    "additional_lending_untold": (
        "show no difference in additional lending ({value})",
        "净增贷款差异不显著（{value}）",
    ),
    "fiscal_cost_more": (
        "cost the public more ({value})",
        "财政成本更高（{value}）",
    ),
    "fiscal_cost_less": (
        "cost the public less ({value})",
        "财政成本更低（{value}）",
    ),
    "fiscal_cost_untold": (
        "show no difference in public cost ({value})",
        "财政成本差异不显著（{value}）",
    ),
    "p_depleted_more": (
        "run dry more often ({value})",
        "资金耗尽概率更高（{value}）",
    ),
    "p_depleted_less": (
        "run dry less often ({value})",
        "资金耗尽概率更低（{value}）",
    ),
    "p_depleted_untold": (
        "show no difference in how often it runs dry ({value})",
        "资金耗尽概率差异不显著（{value}）",
    ),
    "subject_one": ("this policy", "本方案"),
    "subject_ratio": ("ratio {ratio} with a fund of {size}", "补偿比例 {ratio}、资金规模 {size}"),
    # 3: which fund size
    "size_found": (
        "Of the fund sizes compared, {size} is the smallest for which the chance of running dry at ratio {ratio} can "
        "be shown to be at most {chance} ({found})",
        "所比较的资金规模中，在补偿比例 {ratio} 下能证实资金耗尽概率不高于 {chance} 的最小规模为 {size}（{found}）",
    ),
    "size_none": (
        "For no fund size compared, up to {largest}, can the chance of running dry at ratio {ratio} be shown to be at "
        "most {chance}",
        "所比较的资金规模（最大 {largest}）中，在补偿比例 {ratio} 下均不能证实资金耗尽概率不高于 {chance}",
    ),
    "size_one_safe": (
        "Only a fund of {size} was compared; at ratio {ratio} its chance of running dry is shown to be at most {chance}",
        "只比较了 {size} 一种资金规模；在补偿比例 {ratio} 下，资金耗尽概率证实不高于 {chance}",
    ),
    "size_one": (
        "Only a fund of {size} was compared; at ratio {ratio} its chance of running dry cannot be shown to be at most "
        "{chance}",
        "只比较了 {size} 一种资金规模；在补偿比例 {ratio} 下，不能证实资金耗尽概率不高于 {chance}",
    ),
    "ratio_safe": (
        "; with {size}, ratio {ratio} has the most additional lending of those that keep to this: {amount}",
        "；资金规模为 {size} 时，能做到这一点且净增贷款最多的补偿比例为 {ratio}：{amount}",
    ),
    "ratio_safe_none": (
        "; with {size}, no ratio compared keeps to this",
        "；资金规模为 {size} 时，没有补偿比例能做到这一点",
    ),
    "policies_safe": (
        "The chance of running dry can be shown to be at most {chance} for {policies}",
        "能证实资金耗尽概率不高于 {chance} 的方案：{policies}",
    ),
    "policies_safe_none": (
        "For none of the policies compared can the chance of running dry be shown to be at most {chance}",
        "所比较的方案均不能证实资金耗尽概率不高于 {chance}",
    ),
    "one_safe": (
        "The chance of running dry is shown to be at most {chance} with this fund of {size}; other sizes were not "
        "computed here",
        "资金规模为 {size} 时，资金耗尽概率证实不高于 {chance}；此处未计算其他规模",
    ),
    "one_unsafe": (
        "The chance of running dry lies above {chance} with this fund of {size}; other sizes were not computed here",
        "资金规模为 {size} 时，资金耗尽概率高于 {chance}；此处未计算其他规模",
    ),
    "one_untold": (
        "Whether the chance of running dry is at most {chance} with this fund of {size} cannot be told from so many "
        "paths; other sizes were not computed here",
        "资金规模为 {size} 时，以现有路径数无法判断资金耗尽概率是否不高于 {chance}；此处未计算其他规模",
    ),
    # 4: how sure
    "band": (
        "For {whose}, with all assumptions drawn from their ranges, additional lending lies between {low} and {high} in "
        "{part} of {draws} draws, while simulation error alone leaves {alone} ({paths} paths{here})",
        "{whose}：全部假设在各自范围内同时随机抽样 {draws} 组，净增贷款有 {part} 介于 {low} 与 {high} 之间；"
        "仅计模拟误差则为 {alone}（{paths} 条路径{here}）",
    ),
    "whose_baseline": ("the baseline (ratio {ratio}, fund of {size})", "基准方案（补偿比例 {ratio}、资金规模 {size}）"),
    "whose_own": (
        "the scenario's own policy (ratio {ratio}, fund of {size})",
        "情景文件所载方案（补偿比例 {ratio}、资金规模 {size}）",
    ),
    "same_here": ("; {value} with the {count} paths of this report", "；按本报告的 {count} 条路径为 {value}"),
    "no_other_band": (
        "; no such band was computed for the other policies",
        "；其他方案未计算此类参数区间",
    ),
    "band_ratio": (", and the best ratio lies between {low} and {high}", "；最优补偿比例介于 {low} 与 {high} 之间"),
    "band_ratio_same": (
        ", and the best ratio is {low}",
        "；最优补偿比例为 {low}",
    ),
    "drivers": ("; additional lending hangs most on {drivers}", "；对净增贷款影响最大的是{drivers}"),
    "driver": (
        "{name} (assumed range {low} to {high})",
        "{name}（假设范围 {low} 至 {high}）",
    ),
    "then": (", then on ", "，其次是"),
    "no_band": (
        "The assumptions were varied one at a time only; the intervals here hold simulation error alone",
        "各项假设仅逐项变动；此处的区间只含模拟误差",
    ),
    "no_sensitivity": (
        "How far the assumptions could move these figures is not in this report: its intervals hold simulation error "
        "alone",
        "各项假设会使上述数字变动多少，本报告未含：此处的区间只含模拟误差",
    ),
    # 5: which rule
    "no_optimum": (
        "There is no optimum between the ends: the highest ratio, or no compensation at all, lends at least as much "
        "as every ratio between them",
        "两端之间没有最优比例：最高比例（或不补偿）的净增贷款不少于其间任何比例",
    ),
    "untold": (
        "Which rule creates an optimum between the ends, or whether there is one, cannot be told: the intervals overlap",
        "两端之间是否存在最优比例、由哪条规则造成，尚不能判断：区间相互重叠",
    ),
    "one_rule": (
        "The best ratio is {best} because of {rules}: if this rule is removed, it moves to {without}",
        "最优补偿比例为 {best}，源于{rules}：去掉这一规则，最优比例变为 {without}",
    ),
    "one_rule_stays": (
        "The optimum comes from {rules}: without it no ratio between the ends is best, beyond the interval",
        "最优比例源于{rules}：没有这一规则，就没有可证实的中间最优比例",
    ),
    "each_needed": (
        "The best ratio is {best} because of {rules} together: if any one of these rules is removed, it "
        "moves to {without}",
        "最优补偿比例为 {best}，由{rules}共同造成：去掉其中任何一项，最优比例变为 {without}",
    ),
    "each_needed_stays": (
        "The optimum comes from {rules} together: without any one of them no ratio between the ends is best, "
        "beyond the interval",
        "最优比例由{rules}共同造成：缺少其中任何一项，就没有可证实的中间最优比例",
    ),
    "moved": (
        "No rule creates the optimum alone; {rules} moves it most: without it the best ratio is {without} instead of "
        "{best}",
        "没有一项规则单独造成最优比例；{rules}的影响最大：没有它，最优比例为 {without}，而不是 {best}",
    ),
    "together": (
        "Several rules create the optimum together: switched off one at a time, none removes it; with all of them off "
        "there is none",
        "最优比例由多项规则共同造成：逐项关闭都不会使它消失，全部关闭后则不再存在",
    ),
    "other": (
        "None of the rules tried creates the optimum: it stays with all of them switched off",
        "所检验的规则都不是最优比例的成因：全部关闭后它依然存在",
    ),
    "targets": (
        "; with assumed additionality from {low} to {high} the best ratio lies between {least} and {most}",
        "；假定的净增贷款占比从 {low} 到 {high} 时，最优比例介于 {least} 与 {most} 之间",
    ),
    "targets_same": (
        "; with assumed additionality from {low} to {high} the best ratio is {least} throughout",
        "；假定的净增贷款占比从 {low} 到 {high} 时，最优比例始终为 {least}",
    ),
    "rule_paths": (
        " ({paths} paths)",
        "（{paths} 条路径）",
    ),
    "no_verdict": (
        "Which rule creates the optimum, and how it moves with the additionality assumed, is not in this report",
        "最优比例由哪条规则造成、随假定的净增贷款占比如何变动，本报告未含",
    ),
    "run_for": (" (run: {command})", "（请运行：{command}）"),
    # why a policy is put forward
    "why_baseline": ("baseline", "基准方案"),
    "why_most": ("most additional lending with the present fund", "现有规模下净增贷款最多"),
    "why_frugal": (
        "lowest public cost per unit of additional lending with the present fund",
        "现有规模下单位净增贷款财政成本最低",
    ),
    "tied": (" (ratios {ratios} cannot be told apart in this)", "（补偿比例 {ratios} 在此项差异不显著）"),
    "why_safe": ("most additional lending within the limit, present fund", "现有规模、限度内净增贷款最多"),
    "why_safe_size": (
        "smallest fund that keeps ratio {ratio} within the limit",
        "使补偿比例 {ratio} 符合限度的最小规模",
    ),
    "why_safe_any": ("most additional lending within the limit, any fund compared", "限度内净增贷款最多（不限规模）"),
    "why_named": ("named in the study", "比较方案中列明"),
    "why_then": ("; ", "；"),
    # a document's figures and settings
    "not_computed": ("not computed", "未测算"),
    "no_difference": ("no difference we can show", "差异不显著"),
    "several_values": ("several", "多项"),
}

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
