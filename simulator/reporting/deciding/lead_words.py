"""Phrases of the answer's first point on a grid, and of what lies beyond the baseline, English and Chinese."""

LEAD = {
    "next": (". ", "。"),
    "and_then": ("; ", "；"),
    "lead_safe": (
        "With {place}, ratio {ratio} has the most additional lending of the ratios shown to keep the chance of running "
        "dry at or below {chance}: {amount} over {years}",
        "{place}时，在可确认资金耗尽概率不高于 {chance} 的补偿比例中，{ratio} 的净增贷款最多：{years}内 {amount}",
    ),
    "lead_safe_tied": (
        "With {place}, ratio {ratio} is among those with the most additional lending of the ratios shown to keep the "
        "chance of running dry at or below {chance} ({ratios} cannot be told apart): {amount} over {years}",
        "{place}时，在可确认资金耗尽概率不高于 {chance} 的补偿比例中，{ratio} 的平均净增贷款最多（{ratios} 之间差异不显著）："
        "{years}内 {amount}",
    ),
    "lead_most": (
        "With {place}, ratio {ratio} has the most additional lending of the ratios compared, and is shown to keep the "
        "chance of running dry at or below {chance}: {amount} over {years}",
        "{place}时，所比较的补偿比例中 {ratio} 的净增贷款最多，且可确认资金耗尽概率不高于 {chance}：{years}内 {amount}",
    ),
    "lead_most_tied": (
        "With {place}, ratio {ratio} is among those with the most additional lending ({ratios} cannot be told apart; it "
        "has the lowest mean public cost of them), and is shown to keep the chance of running dry at or below {chance}: "
        "{amount} over {years}",
        "{place}时，补偿比例 {ratio} 的净增贷款与最高者无显著差异，且财政成本最低（{ratios} 之间差异不显著），并可确认资金耗尽"
        "概率不高于 {chance}：{years}内 {amount}",
    ),
    "lead_unlimited": (
        "With {place}, ratio {ratio} has the most additional lending of the ratios compared: {amount} over {years}",
        "{place}时，所比较的补偿比例中 {ratio} 的净增贷款最多：{years}内 {amount}",
    ),
    "lead_unlimited_tied": (
        "With {place}, ratio {ratio} is among those with the most additional lending ({ratios} cannot be told apart; it "
        "has the lowest mean public cost of them): {amount} over {years}",
        "{place}时，补偿比例 {ratio} 的净增贷款与最高者无显著差异，且财政成本最低（{ratios} 之间差异不显著）：{years}内 {amount}",
    ),
    "lead_unsafe": (
        "With {place}, {paths} paths do not show for any ratio compared a chance of running dry at or below {chance}",
        "{place}时，{paths} 条模拟路径尚不能确认有补偿比例的资金耗尽概率不高于 {chance}",
    ),
    "lead_no_gain": (
        "With {place}, no ratio that {paths} paths show to keep the chance of running dry at or below {chance} is shown "
        "to have additional lending above zero",
        "{place}时，{paths} 条模拟路径可确认资金耗尽概率不高于 {chance} 的补偿比例，均尚不能确认净增贷款大于零",
    ),
    "at_cost": (", at a public cost of {cost}", "，财政成本为 {cost}"),
    "lowest_one": (", the lowest of the ratios compared", "，为各比例中最低"),
    "lowest_tied": (
        ", among the lowest of the ratios compared ({ratios} cannot be told apart in this)",
        "，与最低者无显著差异（{ratios} 之间差异不显著）",
    ),
    "furthest_one": (
        "public money goes furthest at ratio {ratio}: {cost}",
        "财政资金效率最高的补偿比例为 {ratio}：{cost}",
    ),
    "furthest_tied": (
        "public money goes furthest at ratios {ratios}, which cannot be told apart: {cost} at {ratio}",
        "财政资金效率最高的补偿比例为 {ratios}（彼此差异不显著）：{ratio} 时为 {cost}",
    ),
    "most_one": (
        "ratio {ratio} lends most, {amount}",
        "净增贷款最多的补偿比例为 {ratio}：{amount}",
    ),
    "most_tied": (
        "ratios {ratios} lend most and cannot be told apart, {amount} at {ratio}",
        "净增贷款最多的补偿比例为 {ratios}（彼此差异不显著）：{ratio} 时为 {amount}",
    ),
    "fails": (
        ", but there the chance of running dry is {found}: above the limit",
        "，但资金耗尽概率为 {found}，不达标",
    ),
    "not_shown": (
        ", but is not shown to keep the limit: the chance of running dry there is {found}",
        "，但尚不能确认达标：资金耗尽概率为 {found}",
    ),
    # 2: beyond the baseline
    "beyond_baseline": (
        "ratio {ratio} is the baseline itself",
        "补偿比例 {ratio} 就是基准方案",
    ),
    "beyond_same": (
        "on every path ratio {ratio} has the additional lending of the baseline (ratio {baseline})",
        "在每条模拟路径上，补偿比例 {ratio} 的净增贷款都与基准方案（{baseline}）相同",
    ),
    "beyond_more": (
        "ratio {ratio} has more additional lending than the baseline (ratio {baseline}), by {difference}",
        "补偿比例 {ratio} 的净增贷款比基准方案（{baseline}）多 {difference}",
    ),
    "beyond_also": (
        "ratio {ratio} by {difference}",
        "{ratio} 多 {difference}",
    ),
    "beyond_less": (
        "ratio {ratio} has less additional lending than the baseline (ratio {baseline}): {difference}",
        "补偿比例 {ratio} 的净增贷款少于基准方案（{baseline}）：{difference}",
    ),
    "beyond_untold": (
        "no difference in additional lending could be shown between ratio {ratio} and the baseline (ratio {baseline})",
        "补偿比例 {ratio} 的净增贷款与基准方案（{baseline}）差异不显著",
    ),
    "marginal": (
        "; what {chosen} lends beyond the baseline costs between {low} and {high} {unit}",
        "；{chosen} 比基准方案多出的净增贷款，财政成本在 {low} 至 {high} {unit}之间",
    ),
}
