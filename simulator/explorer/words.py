"""The page's own words, English and Chinese side by side; settings and measures are named by `reporting.names`."""

from simulator.reporting.language import LANGUAGES, Language

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Explorer: risk compensation for patent-pledge loans", "专利质押贷款风险补偿政策模拟台"),
    "skip": ("Skip to the answer", "跳到结果"),
    "language": ("中文", "English"),
    "scenario": ("Scenario", "情景"),
    "scheme": ("Scheme", "方案"),
    "called_with": ("the scenario the program was called with", "程序启动时的情景"),
    "stress": ("Stress laid over it", "叠加压力情景"),
    "no_stress": ("none", "无"),
    "load": ("Load a scenario file", "载入情景文件"),
    "tape": ("Check a loan tape", "核对贷款台账"),
    "levers": ("Levers", "政策参数"),
    "cover": ("What is paid", "补偿办法"),
    "fund": ("The fund", "补偿资金"),
    "breaker": ("Breaker", "熔断"),
    "gate": ("What is covered", "纳入条件"),
    "bank": ("The bank", "银行"),
    "all_others": ("All other settings", "其他全部参数"),
    "search": ("Search a setting", "查找参数"),
    "search_help": (
        "Settings of the world change the baseline too; settings of the policy do not.",
        "世界参数同时改变基准方案；政策参数不改变基准方案。",
    ),
    "found_none": ("No setting has these words.", "没有符合的参数。"),
    "found_more": ("{count} more; write more letters.", "另有 {count} 项，请输入更多文字。"),
    "reset": ("Back to the loaded scenario", "恢复载入的情景"),
    "changed": ("changed; loaded: {value}", "已改动；原值：{value}"),
    "none": ("none", "无"),
    "yes": ("on", "开"),
    "no": ("off", "关"),
    "as_loaded": ("as loaded", "载入的情景"),
    "answer": ("The answer", "结果"),
    "waiting": ("Simulating ...", "正在模拟……"),
    "stale": (
        "There are no figures for these settings yet; those of the question before are out of date and not shown.",
        "当前参数的结果尚未算出；上一次的数字已过时，不再显示。",
    ),
    "broken": (
        "The page could not draw this answer; the figures it has are out of date and not shown. Load the page again.",
        "页面未能显示本次结果；原有数字已过时，不再显示。请重新载入页面。",
    ),
    "compiling": (
        "The engine is being compiled, once; this takes a minute or two.",
        "首次运行需编译计算内核，约一两分钟。",
    ),
    "on_paths": ("{paths} paths", "{paths} 条模拟路径"),
    "refining": ("{paths} of {most} paths; intervals still shrink", "已模拟 {paths} / {most} 条路径，区间仍在收窄"),
    "finished": ("All {paths} paths are done.", "{paths} 条路径全部完成。"),
    "against": ("{change} against the baseline ({baseline})", "较基准方案（{baseline}）：{change}"),
    "is_baseline": ("This is the baseline.", "这就是基准方案。"),
    "no_difference": ("no difference we can show", "差异不显著"),
    "simulation_band": ("Brackets hold the simulation error, 95 %.", "方括号内为模拟误差的 95% 区间。"),
    "parameter_band": ("parameter band: not computed", "参数区间：未计算"),
    "parameter_help": (
        "What is not known about the world is wider than the simulation error; the command sensitivity shows it.",
        "对现实参数的不了解比模拟误差更宽，可用 sensitivity 命令计算。",
    ),
    "assumed": ("given the assumed additionality", "以假定的净增贷款占比为前提"),
    "curve": ("Additional lending by compensation ratio", "不同补偿比例下的净增贷款"),
    "curve_note": (
        "Fund {fund}. Bars are 95 % intervals of the simulation. {ties}",
        "资金规模 {fund}。竖线为模拟误差的 95% 区间。{ties}",
    ),
    "ties": (
        "With the breaker {breaker}, ratios {low} to {high} cannot be told apart from the best.",
        "熔断{breaker}时，补偿比例 {low} 至 {high} 与最优者差异不显著。",
    ),
    "one_best": ("With the breaker {breaker}, ratio {low} is best.", "熔断{breaker}时，补偿比例 {low} 最优。"),
    "breaker_on": ("breaker on", "熔断开"),
    "breaker_off": ("breaker off", "熔断关"),
    "ratio": ("compensation ratio", "补偿比例"),
    "heat": ("Every ratio and fund size", "全部补偿比例与资金规模"),
    "heat_note": (
        "Each cell is a policy: choose it to see it. ~ cannot be told apart from the best ratio of its column.",
        "每格为一个方案，点选即可查看。~ 表示与同列最优比例差异不显著。",
    ),
    "measure": ("Measure", "指标"),
    "fan": ("The fund over time", "资金余额变化"),
    "fan_note": (
        "Half of the paths lie in the dark band, nine in ten in the light one; dashed: the baseline's middle.",
        "深色带内为一半路径，浅色带内为九成路径；虚线为基准方案的中位数。",
    ),
    "split": ("Who bears the losses", "损失由谁承担"),
    "split_note": (
        "Mean over the paths, of all loans with and without cover.",
        "各路径均值；含纳入与未纳入补偿的全部贷款。",
    ),
    "baseline": ("baseline", "基准方案"),
    "this_policy": ("this policy", "本方案"),
    "reverse": ("What would empty the fund", "什么会使资金耗尽"),
    "reverse_do": ("Search the mildest downturn that empties it", "搜索使资金耗尽的最轻衰退"),
    "reverse_wait": ("Searching; this takes ten seconds or more ...", "正在搜索，约需十秒以上……"),
    "reverse_found": (
        "The mildest downturn in which this fund is as likely as not to run dry within {years} years: years {first} to "
        "{last}, on average {depth} standard deviations below normal [{low}, {high}].",
        "{years} 年内使资金耗尽可能性过半的最轻衰退：第 {first} 至 {last} 年，平均低于正常水平 {depth} 个标准差 "
        "[{low}, {high}]。",
    ),
    "reverse_none": (
        "No downturn up to {deepest} standard deviations below normal empties the fund on half of the paths within "
        "{years} years.",
        "{years} 年内，低于正常水平 {deepest} 个标准差以内的衰退都不会使一半路径上的资金耗尽。",
    ),
    "reverse_axis": ("economy, standard deviations", "经济因子（标准差）"),
    "year": ("year", "年份"),
    "pins": ("Pinned policies", "已固定的方案"),
    "pin": ("Pin this policy", "固定本方案"),
    "unpin": ("Remove", "移除"),
    "pins_none": ("Pin a policy to hold it beside others.", "固定方案后可在此并列比较。"),
    "pins_note": (
        "Differences are to the baseline of the scenario loaded when the policy was pinned, on as many paths as stand "
        "in its row.",
        "差值相对于固定时所载入情景的基准方案；各行路径数见表。",
    ),
    "policy": ("Policy", "方案"),
    "paths": ("paths", "路径数"),
    "other_changes": ("other changes", "其他改动"),
    "downloads": ("Downloads", "下载"),
    "get_scenario": ("Scenario of this policy (TOML)", "本方案的情景文件（TOML）"),
    "get_study": ("Study that repeats the grid (ZIP)", "可重复计算的研究文件（ZIP）"),
    "get_tables": ("Tables (CSV, ZIP)", "数据表（CSV，ZIP）"),
    "get_report": ("Report (HTML)", "报告（HTML）"),
    "get_workbook": ("Workbook (xlsx)", "工作簿（xlsx）"),
    "order_whole": ("Simulate report and workbook of this policy", "模拟本方案的报告和工作簿"),
    "making": ("Simulating 2,000 paths with every measure ...", "正在模拟 2,000 条路径的全部指标……"),
    "numbers": ("The numbers", "数据"),
    "month": ("month", "月份"),
    "faults": ("This cannot be simulated:", "无法模拟："),
    "fault_places": (
        "Each line begins with the place of the fault.",
        "每行先指明出错位置（参数，或行、列），再说明允许的取值；请修改后重试。",
    ),
    "loaded": ("{title} is loaded.", "已载入：{title}。"),
    "tape_fine": (
        "The tape is fine. Loans: {rows}; borrowers: {borrowers}.",
        "台账无误：{rows} 笔贷款，{borrowers} 户借款人。",
    ),
    "tape_warned": (
        "The tape has no fault (loans: {rows}; borrowers: {borrowers}), but look at these:",
        "台账无误（{rows} 笔贷款，{borrowers} 户借款人），但请核对：",
    ),
    "tape_faulty": ("Problems: {count}; loans: {rows}.", "{rows} 笔贷款中有 {count} 处问题："),
    "too_large": ("The file is too large; at most {limit} MB.", "文件过大，最多 {limit} MB。"),
    "gone": ("The program has stopped or forgotten this page; load it again.", "程序已停止或页面已失效，请重新载入。"),
    "notes": ("What the numbers rest on", "计算依据"),
    "quantile": ("{percent} %", "{percent}%"),
}


def words_of(language: Language) -> dict[str, str]:
    """Return every word of the page in one language."""
    return {key: pair[LANGUAGES.index(language)] for key, pair in WORDS.items()}
