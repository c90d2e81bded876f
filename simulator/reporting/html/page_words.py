"""Headings, labels and standing sentences of a report, English and Chinese."""

from simulator.reporting.language import Language, pick, say

LABELS = {
    "language": ("English", "中文"),
    "switch": ("中文", "English"),
    "switch_help": ("把报告切换为中文", "Switch the report to English"),
    "skip": ("Go to the answer", "转到结论"),
    "contents": ("Contents", "目录"),
    "report": ("Report for a decision", "决策报告"),
    "question": ("The question", "问题"),
    "answer": ("The answer", "结论"),
    "at_a_glance": ("At a glance", "要点"),
    "try": ("Try the policies computed", "查看已计算的各方案"),
    "changes_heading": ("What differs from the baseline", "与基准方案的不同"),
    "differences": ("Compared with the baseline", "与基准方案相比"),
    "in_numbers": ("In numbers", "数值"),
    "figures": ("Figures", "图"),
    "depends": ("What the answer depends on", "结论取决于什么"),
    "assumptions": ("Assumptions and sources", "假设与来源"),
    "limits": ("Limits of the model", "模型的局限"),
    "repeat": ("How to repeat it", "如何重新测算"),
    # at a glance
    "tile_policy": ("Policy", "方案"),
    "tile_size": ("Fund size", "资金规模"),
    "tile_lending": ("Additional lending", "净增贷款"),
    "tile_depleted": ("Chance of running dry", "资金耗尽概率"),
    "parameter_band": (
        "all assumptions uncertain: {low} to {high} (90 % of draws)",
        "全部假设不确定时：{low}至 {high}（90% 的抽样结果）",
    ),
    "no_parameter_band": (
        "range over the assumptions: not computed for this policy",
        "假设变动的范围：未就本方案计算",
    ),
    "simulation_band": ("simulation error: {interval}", "模拟误差：{interval}"),
    "given": ("given the assumed additionality", "以假定的净增贷款占比为前提"),
    "idle": ("never used: {value} of the money", "资金闲置率：{value}"),
    "shut": ("breaker tripped: {value}", "暂停新增业务：{value}"),
    # choices
    "choice": ("choice", "选项"),
    "keeps_limit": ("keeps the {chance} limit", "是否达标（{chance}）"),
    "new_capital": ("new capital needed", "需新增资本"),
    "keeps_yes": ("yes", "是"),
    "keeps_no": ("no", "否"),
    "keeps_untold": ("not shown", "尚不能确认"),
    "your_choice": ("Your choice is between {choices}.", "可选方案：{choices}。"),
    "limit_note": (
        "Limit: a chance of running dry of at most {chance} by the end of all loans, shown by the whole interval. We "
        "chose this limit; no regulation sets it.",
        "控制目标：至全部贷款结清，资金耗尽概率不高于 {chance}（整个区间均须满足）。该目标由本报告设定，并非法规要求。",
    ),
    "rows_missing": (
        "Not shown with {paths} paths, and so without a row: {what}.",
        "以 {paths} 条模拟路径尚不能确认、故未列出：{what}。",
    ),
    "lacks_gain": ("a ratio with additional lending above zero", "净增贷款大于零的补偿比例"),
    "lacks_safe": ("a ratio that keeps the {chance} limit with the present fund", "现有规模下达标的补偿比例"),
    "lacks_safe_size": ("a fund size that keeps the {chance} limit at ratio {ratio}", "补偿比例 {ratio} 下达标的资金规模"),
    "lacks_safe_any": (
        "a policy with additional lending above zero that keeps the {chance} limit", "净增贷款大于零且达标的方案",
    ),
    "choices_note": (
        "Of ratios among the most additional lending the one with the lowest mean public cost is shown, and of those "
        "among the lowest cost the one that lends most. All figures are given the assumed additionality; intervals hold "
        "simulation error alone.",
        "净增贷款居于最多之列的补偿比例中，列出财政成本均值最低者；单位成本居于最低之列者中，列出净增贷款最多者。各数字均以"
        "假定的净增贷款占比为前提，区间只含模拟误差。",
    ),
    "band_note": (
        "Assumptions uncertain, too: for {whose} additional lending lies between {low} and {high} in 90 % of {draws} "
        "joint draws ({paths} paths each); no such range was computed for the other rows.",
        "如计入假设的不确定性：{whose}的净增贷款在 {draws} 组随机抽样的 90% 中介于 {low}与 {high}之间（每组 {paths} 条路径）；"
        "其余各行未计算此类范围。",
    ),
    # slider
    "slider_help": (
        "Move the sliders with the mouse or the arrow keys. Nothing is computed anew: every policy shown was simulated.",
        "用鼠标或方向键移动滑块。此处不重新计算：所显示的方案均已模拟。",
    ),
    "slider_needs_script": ("The sliders need JavaScript; the tables below hold the same figures.",
                            "滑块需要 JavaScript；下文各表含相同数字。"),
    "slider_ratio": ("compensation ratio", "补偿比例"),
    "slider_size": ("fund size", "资金规模"),
    "slider_policy": ("policy", "方案"),
    "slider_breaker": ("breaker", "熔断机制"),
    "slider_missing": ("this policy was not computed", "该方案未计算"),
    "value": ("value", "数值"),
    "difference": ("difference from the baseline", "与基准之差"),
    # tables
    "measure": ("measure", "指标"),
    "meaning": ("meaning", "含义"),
    "unit": ("unit", "单位"),
    "baseline": ("baseline", "基准方案"),
    "chosen": ("this policy", "本方案"),
    "policy": ("policy", "方案"),
    "setting": ("setting", "参数"),
    "old": ("baseline", "基准方案"),
    "new": ("new", "新值"),
    "source": ("source of the baseline's value", "基准方案取值的来源"),
    "source_of": ("source", "来源"),
    "colon": (": ", "："),
    "no_source": ("no source given", "未注明来源"),
    "nothing_changes": ("Nothing: the policy that this report speaks of is the baseline itself.",
                        "没有不同：本报告所述方案就是基准方案。"),
    "terms_heading": ("Terms of the scheme and calibration", "政策条款与校准"),
    "changes_of": ("{policy}, against {baseline}", "{policy}，对比{baseline}"),
    "years_lacking": (
        "Of {policy} the run kept no calendar years: it keeps those of the policies whose balance is drawn.",
        "未保存{policy}的分年度数据：仅保存绘出余额的方案的分年度数据。",
    ),
    "every_measure": ("Every measure: {policy}", "全部指标：{policy}"),
    "confidence": ("how sure", "可靠程度"),
    "range": ("plausible range", "合理范围"),
    "value_in_force": ("value", "取值"),
    "all_sources": ("The other {count} figures, each with its source or marked as an assumption", "其余 {count} 项数字及其来源或假设说明"),
    "terms_first": (
        "The terms of the scheme and what the calibration rests on; all other figures follow below.",
        "补偿政策的条款与校准依据；其余数字见下。",
    ),
    "three_multiples": (
        "Three multiples are not the same: the leverage limit is a rule on what is outstanding at one time; peak "
        "leverage is the most that was outstanding; the cumulative multiple is all lending over the years per unit of "
        "the fund.",
        "三个“倍数”不可混用：放大倍数是对同一时点未还本金的限额；峰值放大倍数是实际出现过的最大值；累计放大倍数是"
        "各年贷款合计与资金规模之比。",
    ),
    "rule_heading": ("Which rule creates the optimum", "哪条规则造成最优比例"),
    "missing": ("Not in this report. To add it, run", "本报告未含。如需补充，请运行"),
    "then_with": ("and give the folder name that it prints to `report` with --with.", "再用 --with 把所显示的文件夹名交给 report。"),
    # repeat
    "command": ("The simulation", "模拟"),
    "report_command": ("This report", "本报告"),
    "versions": (
        "Made with version {version}; {paths} paths, seed {seed}{date}. The same version, scenario and "
        "seed give the same figures; a first run compiles for some minutes.",
        "程序版本 {version}；{paths} 条模拟路径，随机种子 {seed}{date}。相同版本、情景文件和种子得出相同数字；首次运行"
        "需编译数分钟。",
    ),
    "evidence_command": ("The evidence beside it", "补充分析"),
    "printed_folder": (
        "Each command writes a new folder and prints its name: use that name in the next command.",
        "每条命令都会新建文件夹并显示其名称：后一条命令请使用所显示的名称。",
    ),
    "chance_option": (
        "Another limit than {chance} is set with the option --chance of `report`.",
        "如需采用 {chance} 以外的控制目标，可用 report 的 --chance 选项指定。",
    ),
    "simulated_on": ("; simulated on {day}", "；模拟日期 {day}"),
    "install": ("Once, in the folder of the program (Python 3.11 or later)", "先在程序文件夹中安装（Python 3.11 或更高版本）"),
    "fingerprint": ("Fingerprint of the scenario (SHA-256)", "方案指纹（SHA-256）"),
    # figures
    "then": ("; ", "；"),
    "ratio": ("compensation ratio", "补偿比例"),
    "fund_size": ("fund size", "资金规模"),
    "breaker_on": ("breaker on", "有熔断"),
    "breaker_off": ("breaker off", "无熔断"),
    "panel_description": ("{measure} against {across}; the figures stand in the tables.", "{measure}随{across}的变化；数字见表。"),
    "ratio_curves": ("What the compensation ratio does, with a fund of {size}", "补偿比例的作用（资金规模 {size}）"),
    "ratio_curves_note": (
        "Bands: 95 % interval. Grey, and thick line: ratios statistically indistinguishable from the best. Dotted: the "
        "baseline. Hollow mark: happened on no path, drawn at the upper bound.",
        "色带：95% 区间。灰色及粗线：与最优者差异不显著的补偿比例。点线：基准方案。空心：所有路径上均未发生，按上限绘出。",
    ),
    "size_curves": ("What the fund size does, at ratio {ratio}", "资金规模的作用（补偿比例 {ratio}）"),
    "size_curves_note": (
        "Bands: 95 % interval. Hollow mark: happened on no path, drawn at the upper bound.",
        "色带：95% 区间。空心：所有路径上均未发生，按上限绘出。",
    ),
    "heat_maps": ("Compensation ratio by fund size, {breaker}", "补偿比例与资金规模（{breaker}）"),
    "heat_maps_note": (
        "Frame: the baseline; dashed frame: the policy of this report. <: happened on no path, upper bound. Half of "
        "an interval is at most: {halves}.",
        "实线框：基准方案；虚线框：本报告所述方案。<：所有路径上均未发生，为上限。区间半宽最大为：{halves}。",
    ),
    "changes": ("Differences from the baseline", "与基准方案之差"),
    "changes_note": (
        "Dot and line: paired difference and its 95 % interval; across the upright line the sign is not known. Policies:",
        "点与线：同一模拟路径下的差额及其 95% 区间；跨过竖线则正负未定。方案：",
    ),
    "balances": ("The fund's balance", "补偿资金余额"),
    "balances_note": (
        "Line: median; dark band: half of all paths; light band: nine tenths. Each month is taken on its own.",
        "线：中位数；深色带：一半路径；浅色带：十分之九路径。各月分别计算。",
    ),
    "balances_lacking": (
        "Of the other choices at the top the run kept no balance over time.",
        "其余可选方案未保留逐月余额。",
    ),
    "losses": ("Who bears the loss", "损失由谁承担"),
    "losses_note": (
        "Mean loss of all loans over the horizon, with and without cover, in the order of the legend. *: the baseline.",
        "整个期间全部贷款（无论是否纳入补偿）的平均损失，自左至右按图例顺序。*：基准方案。",
    ),
    "losses_rows_ratio": ("by compensation ratio", "按补偿比例"),
    "losses_rows": ("by policy", "按方案"),
    # remarks
    "paired": (
        "Differences are paired: every policy meets the same random draws, so that what they share cancels. Two policies "
        "can therefore be told apart although their own intervals overlap.",
        "差额均为同一模拟路径下的差额：各方案面对相同的随机抽样，共同的波动相互抵消；因此即使两个方案各自的区间重叠，差额仍可能显著。",
    ),
    "additionality": (
        "Additional lending rests on an assumed additionality: without the scheme {share} of the loans covered at ratio "
        "{at} would not exist. Where lending would have been made anyway, it is too high.",
        "净增贷款以假定的净增贷款占比为前提：补偿比例为 {at} 时，纳入补偿的贷款中有 {share} 在没有补偿政策时不会发放。如贷款本来"
        "就会发放，结果偏高。",
    ),
    "additionality_high": (
        "That figure lies near the top of its plausible range ({low} to {high}): most of what is not known lies below it.",
        "该数值接近合理范围（{low} 至 {high}）的上端：不确定性主要在下方。",
    ),
    "peak_above": (
        "Peak leverage above the limit of {limit} is no breach: the limit is tested when a loan is made, against the "
        "fund's balance, which interest can lift above its size; peak leverage divides by the size and counts unsettled defaults.",
        "峰值放大倍数高于限额 {limit} 倍并非违规：限额在放贷时按资金余额检验，余额可因利息高于资金规模；峰值放大倍数按资金规模"
        "计算，并含未结清的违约贷款。",
    ),
    "bound": (
        "“Below” (<) before a chance means: on no path, and the figure is the upper end of the interval; without it, the "
        "figure is the share of paths on which it happened.",
        "“低于”（<）：所有路径上均未发生，所示为区间上限；不带此标记的概率，是发生该事件的路径所占比例。",
    ),
    "limit_of_band": (
        "The band over the assumptions shows how wide, as far as their ranges go.",
        "参数区间在各假设的合理范围内显示其大小。",
    ),
    "default_rate": (
        "The default rate ({value}) is above the {pd} a year of the calibration: that is of loans on their own account, "
        "and firms that default because a renewal is refused come on top.",
        "年违约率（{value}）高于校准所用的每年 {pd}：后者仅指贷款自身违约，因续贷被拒而违约的企业另计。",
    ),
    # confidence words
    "sure_read": ("read at the source", "已查阅出处"),
    "sure_read-copy": ("read in a copy", "据转载，未见原文"),
    "sure_read-part-copy": ("read at the source, in part in a copy", "部分已查阅出处，部分据转载"),
    "sure_derived-copy": ("worked out from figures read in a copy", "由转载数字推算，未见原文"),
    "sure_derived-part-copy": ("worked out from read figures, in part from a copy", "由已查数字推算，部分据转载"),
    "sure_derived": ("worked out from read figures", "由已查数字推算"),
    "sure_memory-unverified": ("from memory, not checked", "凭记忆，未核实"),
    "sure_assumption": ("assumed", "假设"),
    "sure_not-found": ("not found", "未查到"),
}  # fmt: skip

LIMITS = (
    (
        "Intervals hold the simulation error only; what is not known about the world is wider.",
        "区间只含模拟误差；现实中的不确定性更大。",
    ),
    (
        "Policies are compared in one and the same world, on the same simulated futures: differences are known better "
        "than totals.",
        "各方案在同一模拟环境、同一批模拟路径上比较：差额比总额更可靠。",
    ),
    (
        "Banks do not compete, and firms do not choose between schemes.",
        "模型中银行之间不竞争，企业不在不同政策之间选择。",
    ),
    (
        "Payout rates and NPL ratios are thinned by growth; they are not yearly probabilities of default.",
        "代偿率和不良贷款率受规模增长摊薄，不是年违约率。",
    ),
    (
        "A bank's expected loss given default is a setting: better appraisal or disposal does not move it by itself.",
        "银行预期违约损失率是设定值：评估或处置改善不会自动改变它。",
    ),
    (
        "Only the policies listed were computed; what lies between or beyond them is not known.",
        "只计算了所列方案；其间或其外的情形未知。",
    ),
)


def label(key: str, language: Language, **values: str) -> str:
    """Return a label in a language, with its values."""
    return say(LABELS, key, language, **values)


def limits(language: Language, *, has_band: bool) -> tuple[str, ...]:
    """Return the sentences on the limits of the model; with a band over the assumptions, what it shows."""
    first, *others = (pick(pair, language) for pair in LIMITS)
    blank = "" if language == "zh" else " "
    return (f"{first}{blank}{label('limit_of_band', language)}" if has_band else first, *others)
