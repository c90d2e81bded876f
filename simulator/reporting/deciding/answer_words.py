"""Sentences of a report's answer, English and Chinese; numbers come ready with unit and interval."""

from simulator.reporting.deciding.lead_words import LEAD

PHRASES = LEAD | {
    "place": (
        "{fund} and the breaker {breaker}",
        "{fund}、{breaker}",
    ),
    "fund": (
        "a fund of {size}",
        "资金规模 {size}",
    ),
    "fund_unlimited": (
        "no fund of its own (the budget pays what is due)",
        "不设专项资金（由预算按应付额支付）",
    ),
    "breaks": (
        " ({effect} when {when}, and resumes below {off})",
        "（{when}时{effect}，降至 {off} 以下恢复）",
    ),
    "breaker_on": ("on", "有熔断"),
    "breaker_off": ("off", "无熔断"),
    "years": ("{count} years", "{count} 年"),
    "one_year": ("1 year", "1 年"),
    "end": (".", "。"),
    "range": ("{low} to {high}", "{low} 至 {high}"),
    # 1: which ratio or policy
    "ratio_none": (
        "With {place}, {paths} paths do not show additional lending above zero for any compensation ratio compared",
        "在{place}的条件下，{paths} 条模拟路径尚不能确认任何所比较的补偿比例带来大于零的净增贷款",
    ),
    "policy_best": (
        "Of {count} policies compared, {policy} brings the most additional lending: {amount} over {years}",
        "所比较的 {count} 个方案中，{policy}带来的净增贷款最多：{years}内为 {amount}",
    ),
    "policy_rivals": (
        "Of {count} policies compared, {policy} has the largest mean additional lending, {amount} over {years}; by "
        "their intervals it is not told apart from {rivals}",
        "所比较的 {count} 个方案中，{policy}的平均净增贷款最多：{years}内为 {amount}；按各自区间，与{rivals}差异不显著",
    ),
    "policy_none": (
        "{paths} paths do not show additional lending above zero for any of the {count} policies compared",
        "{paths} 条模拟路径尚不能确认所比较的 {count} 个方案中有方案带来大于零的净增贷款",
    ),
    "one_policy": (
        "This policy brings additional lending of {amount} over {years}",
        "本方案在 {years}内带来净增贷款 {amount}",
    ),
    "one_policy_none": (
        "{paths} paths do not show additional lending above zero for this policy ({amount} over {years})",
        "{paths} 条模拟路径尚不能确认本方案带来大于零的净增贷款（{years}内 {amount}）",
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
        "；与基准方案（{baseline}）差异不显著",
    ),
    # 2: how safe, how idle, how often shut
    "safety": (
        "For {subject}, {clauses}",
        "{subject}：{clauses}",
    ),
    "safety_dry": (
        "the chance that the fund runs dry is {chance}",
        "资金耗尽概率为 {chance}",
    ),
    "safety_unlimited": (
        "there is no fund that could run dry, as the budget pays what is due",
        "由预算按应付额支付，不存在资金耗尽",
    ),
    "safety_idle": (
        "{idle} of its money is idle (never used)",
        "资金闲置率 {idle}",
    ),
    "safety_shut": (
        "the breaker{breaks} is tripped for {shut} of the {months} months of lending",
        "放贷期 {months} 个月中处于熔断状态{breaks} {shut}",
    ),
    "without_stop": (
        "Without the breaker",
        "不设熔断时",
    ),
    "with_stop": (
        "With the breaker{breaks}",
        "设熔断{breaks}时",
    ),
    "other_stop": (
        ". {place} the same ratio and fund would {clauses}",
        "。{place}，同一补偿比例和资金规模：{clauses}",
    ),
    "other_alike": ("; no difference could be shown in {what}", "；{what}差异不显著"),
    "no_use": (
        "; per yuan of public money and in the chance of running dry the model shows no gain from the breaker",
        "；就每一元财政资金的净增贷款和资金耗尽概率而言，模型未显示熔断带来好处",
    ),
    "additional_lending_more": (
        "bring more additional lending ({value})",
        "净增贷款更多（{value}）",
    ),
    "additional_lending_less": (
        "bring less additional lending ({value})",
        "净增贷款更少（{value}）",
    ),
    "additional_lending_alike": ("additional lending ({value})", "净增贷款（{value}）"),
    "fiscal_cost_more": (
        "cost the public more ({value})",
        "财政成本更高（{value}）",
    ),
    "fiscal_cost_less": (
        "cost the public less ({value})",
        "财政成本更低（{value}）",
    ),
    "fiscal_cost_alike": ("public cost ({value})", "财政成本（{value}）"),
    "cost_per_additional_more": (
        "cost more per unit of additional lending ({value})",
        "单位净增贷款财政成本更高（{value}）",
    ),
    "cost_per_additional_less": (
        "cost less per unit of additional lending ({value})",
        "单位净增贷款财政成本更低（{value}）",
    ),
    "cost_per_additional_alike": (
        "public cost per unit of additional lending ({value})",
        "单位净增贷款财政成本（{value}）",
    ),
    "p_depleted_more": (
        "run dry more often ({value})",
        "资金耗尽概率更高（{value}）",
    ),
    "p_depleted_less": (
        "run dry less often ({value})",
        "资金耗尽概率更低（{value}）",
    ),
    "p_depleted_alike": ("the chance of running dry ({value})", "资金耗尽概率（{value}）"),
    "subject_one": ("this policy", "本方案"),
    "subject_ratio_alone": ("ratio {ratio}", "补偿比例 {ratio}"),
    "subject_ratio": (
        "ratio {ratio} with {fund}",
        "补偿比例 {ratio}、{fund}",
    ),
    # 3: which fund size
    "size_found": (
        "Of the fund sizes compared, {size} is the smallest for which the chance of running dry at ratio {ratio} "
        "can be shown to be at most {chance} ({found})",
        "所比较的资金规模中，在补偿比例 {ratio} 下可确认资金耗尽概率不高于 {chance} 的最小规模为 {size}（{found}）",
    ),
    "size_none": (
        "{paths} paths do not show a chance of running dry of at most {chance} at ratio {ratio} for any fund "
        "size compared, up to {largest}",
        "{paths} 条模拟路径尚不能确认：所比较的资金规模（最大 {largest}）在补偿比例 {ratio} 下资金耗尽概率不高于 "
        "{chance}",
    ),
    "size_one_safe": (
        "Only a fund of {size} was compared; at ratio {ratio} its chance of running dry is shown to be at most "
        "{chance}",
        "只比较了 {size} 一种资金规模；在补偿比例 {ratio} 下，可确认资金耗尽概率不高于 {chance}",
    ),
    "size_one": (
        "Only a fund of {size} was compared; {paths} paths do not show that its chance of running dry at ratio "
        "{ratio} is at most {chance}",
        "只比较了 {size} 一种资金规模；{paths} 条模拟路径尚不能确认在补偿比例 {ratio} 下资金耗尽概率不高于 {chance}",
    ),
    "size_edge": (
        "; this is the edge of what was compared",
        "；这是所比较的最大规模",
    ),
    "nearly_safe": (
        "; {size} has {found} on {paths} paths: the estimate keeps to this, its interval reaches above it",
        "；{size} 的估计值为 {found}（{paths} 条模拟路径）：估计值达标，但区间上端超出",
    ),
    "few_paths": (
        "; with fewer than {least} paths this cannot be shown even of a fund that never runs dry",
        "；模拟路径少于 {least} 条时，即使从未耗尽也无法确认",
    ),
    "size_unlimited": (
        "There is no fund whose size could be chosen: the budget pays what is due",
        "由预算按应付额支付，无资金规模可选",
    ),
    "policies_safe": (
        "The chance of running dry can be shown to be at most {chance} for {policies}",
        "可确认资金耗尽概率不高于 {chance} 的方案：{policies}",
    ),
    "policies_safe_none": (
        "{paths} paths do not show a chance of running dry of at most {chance} for any of the policies compared",
        "{paths} 条模拟路径尚不能确认任何所比较方案的资金耗尽概率不高于 {chance}",
    ),
    "one_safe": (
        "The chance of running dry is shown to be at most {chance} with this fund of {size}; other sizes were "
        "not computed here",
        "资金规模为 {size} 时，可确认资金耗尽概率不高于 {chance}；此处未计算其他规模",
    ),
    "one_unsafe": (
        "The chance of running dry lies above {chance} with this fund of {size}; other sizes were not computed here",
        "资金规模为 {size} 时，资金耗尽概率高于 {chance}；此处未计算其他规模",
    ),
    "one_untold": (
        "Whether the chance of running dry is at most {chance} with this fund of {size} cannot be told from "
        "{paths} paths; other sizes were not computed here",
        "资金规模为 {size} 时，{paths} 条模拟路径尚不足以判断资金耗尽概率是否不高于 {chance}；此处未计算其他规模",
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
    "same_here": (
        "; {value} with the {count} paths of this comparison",
        "；本次比较的 {count} 条路径为 {value}",
    ),
    "no_other_band": (
        "; no such band was computed for the other policies",
        "；其他方案未计算此类参数区间",
    ),
    "band_ratio": (
        "; apart from that policy, the ratio that lends most in a draw lies between {low} and {high} in {part} "
        "of the draws",
        "；与该方案的比例无关，每组抽样中净增贷款最多的补偿比例有 {part} 介于 {low} 与 {high} 之间",
    ),
    "band_ratio_same": (
        "; apart from that policy, the ratio that lends most in a draw is {low} in {part} of the draws or more",
        "；与该方案的比例无关，至少 {part} 的抽样中净增贷款最多的补偿比例为 {low}",
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
        "How far the assumptions could move these figures was not computed: the intervals here hold simulation "
        "error alone",
        "各项假设会使上述数字变动多少，未作测算：此处的区间只含模拟误差",
    ),
    "no_other_sensitivity": (
        "Apart from additionality (point 5), how far the assumptions could move these figures was not computed: the "
        "intervals here hold simulation error alone",
        "除净增贷款占比（见第 5 点）外，各项假设会使上述数字变动多少，未作测算：此处的区间只含模拟误差",
    ),
    "assumed": (
        "All of this assumes that {share} of covered lending at {cover} cover would not exist without it{source}. ",
        "以上均假定：补偿比例为 {cover} 时，纳入补偿的贷款中有 {share} 若无补偿就不会发放{source}。",
    ),
    "assumed_source": (" ({source})", "（{source}）"),
    "assumed_behaviour": (
        "All additional lending rests on how banks are assumed to behave. ",
        "净增贷款均以对银行行为的假设为前提。",
    ),
    # 5: which rule
    "no_optimum": (
        "There is no optimum between the ends on {paths} paths: the highest ratio, or no compensation at all, lends at "
        "least as much as every ratio between them",
        "{paths} 条路径上，两端之间没有最优比例：最高比例（或不补偿）的净增贷款不少于其间任何比例",
    ),
    "untold": (
        "Which rule creates an optimum between the ends, or whether there is one, cannot be told from {paths} "
        "paths: the intervals overlap",
        "两端之间是否存在最优比例、原因是哪条规则，{paths} 条路径尚不能判断：区间相互重叠",
    ),
    "one_rule": (
        "The ratio that lends most ({best} on {paths} paths) is set by {rules}: {without}",
        "净增贷款最多的比例为 {best}（{paths} 条路径），原因是{rules}：{without}",
    ),
    "one_rule_stays": (
        "The ratio that lends most ({best} on {paths} paths) is set by {rules}: without it no ratio between the ends is "
        "shown to lend most",
        "净增贷款最多的比例为 {best}（{paths} 条路径），原因是{rules}：没有它，就不能确认中间有净增贷款最多的比例",
    ),
    "each_needed": (
        "The ratio that lends most ({best} on {paths} paths) is set by {rules} together: {without}",
        "净增贷款最多的比例为 {best}（{paths} 条路径），原因是{rules}：{without}",
    ),
    "each_needed_stays": (
        "The ratio that lends most ({best} on {paths} paths) is set by {rules} together: without any one of them no "
        "ratio between the ends is shown to lend most",
        "净增贷款最多的比例为 {best}（{paths} 条路径），原因是{rules}：缺少其中任何一项，就不能确认中间有净增贷款最多的比例",
    ),
    "moved": (
        "No rule alone sets the ratio that lends most ({best} on {paths} paths); {rules} moves it most: {without}",
        "净增贷款最多的比例为 {best}（{paths} 条路径），并非单独一项规则所致；{rules}的影响最大：{without}",
    ),
    "moves_to": ("{without}, it moves to {ratio}{above}", "{without}，则变为 {ratio}{above}"),
    "and_to": ("; ", "；"),
    "nothing_above": (", above which nothing changes", "，更高的比例结果相同"),
    "together": (
        "Several rules create the optimum together ({paths} paths): switched off one at a time, none removes it; with "
        "all of them off none is shown",
        "最优比例的原因是多项规则（{paths} 条路径）：逐项关闭都不会使它消失，全部关闭后则不能再确认",
    ),
    "other": (
        "None of the rules tried creates the optimum ({paths} paths): it stays with all of them switched off",
        "所检验的规则都不是最优比例的原因（{paths} 条路径）：全部关闭后它依然存在",
    ),
    "targets": (
        "; with assumed additionality from {low} to {high} the ratio that lends most on average lies between {least} and "
        "{most}",
        "；假定的净增贷款占比从 {low} 到 {high} 时，平均净增贷款最多的比例为 {least} 至 {most}",
    ),
    "targets_same": (
        "; with assumed additionality from {low} to {high} the ratio that lends most on average is {least} throughout",
        "；假定的净增贷款占比从 {low} 到 {high} 时，平均净增贷款最多的比例始终为 {least}",
    ),
    "no_verdict": (
        "Which rule creates the optimum, and how it moves with the additionality assumed, was not computed",
        "最优比例的原因是哪条规则、随假定的净增贷款占比如何变动，未作测算",
    ),
    "run_for": (" (run: {command})", "（请运行：{command}）"),
    # why a policy is put forward
    "why_baseline": ("baseline", "基准方案"),
    "why_most": ("most additional lending with the present fund", "现有规模下净增贷款最多"),
    "why_most_tied": (
        "among the most additional lending with the present fund, at the lowest mean public cost (ratios "
        "{ratios} cannot be told apart)",
        "现有规模下净增贷款与最高者无显著差异，且财政成本最低（补偿比例 {ratios} 彼此差异不显著）",
    ),
    "why_frugal": (
        "lowest public cost per unit of additional lending with the present fund",
        "现有规模下单位净增贷款财政成本最低",
    ),
    "why_frugal_tied": (
        "among the lowest public cost per unit of additional lending with the present fund (ratios {ratios} "
        "cannot be told apart)",
        "现有规模下单位净增贷款财政成本与最低者无显著差异（补偿比例 {ratios} 彼此差异不显著）",
    ),
    "why_safe": (
        "most additional lending of the ratios shown to keep the limit with the present fund",
        "现有规模下可确认达标的补偿比例中净增贷款最多",
    ),
    "why_safe_size": (
        "smallest fund that can be shown to keep the limit at ratio {ratio}",
        "补偿比例 {ratio} 下可确认达标的最小资金规模",
    ),
    "why_nearly": (
        " ({size} has {found}: its interval reaches above the limit)",
        "（{size} 的估计值为 {found}，区间上端超出控制目标）",
    ),
    "why_safe_any": (
        "most additional lending shown to keep the limit, of the fund sizes compared (up to {largest})",
        "所比较的资金规模（最大 {largest}）中，可确认达标且净增贷款最多",
    ),
    "why_safe_any_smallest": (
        "among the most additional lending shown to keep the limit, with the smallest fund of these, of the fund "
        "sizes compared (up to {largest})",
        "所比较的资金规模（最大 {largest}）中，可确认达标，净增贷款与最高者无显著差异，且资金规模最小",
    ),
    "why_safe_any_cheapest": (
        "among the most additional lending shown to keep the limit, with the lowest mean public cost of these, of the fund "
        "sizes compared (up to {largest})",
        "所比较的资金规模（最大 {largest}）中，可确认达标，净增贷款与最高者无显著差异，且财政成本最低",
    ),
    "why_edge": ("; it is the edge of what was compared", "，已是所比较的最大规模"),
    "why_named": ("named in the study", "比较方案中列明"),
    "why_then": ("; ", "；"),
    # a document's figures and settings
    "not_computed": ("not computed", "未测算"),
    "no_difference": ("no difference we can show", "差异不显著"),
    "several_values": ("several", "多项"),
}
