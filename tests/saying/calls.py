"""A call of every command, small enough to be made in one process: what a reader of Chinese may see on the screen."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"
HEFEI = SCENARIOS / "hefei.toml"
SAMPLES = SCENARIOS / "samples"
STUDIES = SCENARIOS / "studies"
FEW = ("--paths", 20, "--threads", 1)
LOANS = (
    "loan,month_lent,principal,term_months,default_month,sale_proceeds,sale_lag_months\n甲,1,1000000,12,,,\n"
    "乙,1,1000000,12,9,200000,6\n"
)
PATENTS = "patent,sector,kind,remaining_life_years,revenue,royalty_rate\n专利一,AI,invention,9,5000000,0.03\n"
PDS = "year,grade,pd,obligors,defaults\n2023,B1,0.01,900,9\n2023,B2,0.02,500,13\n2024,B1,0.01,800,11\n"
FORECASTS = "forecast,low,high,outcome\n0.02,0.01,0.04,0.03\n0.03,0.01,0.04,0.05\n"
FILES = {
    "loans.csv": LOANS,
    "patents.csv": PATENTS,
    "pds.csv": PDS,
    "forecasts.csv": FORECASTS,
    "bad.toml": "[fund\n",
    "few.csv": "year,default_rate\n2020,0.01\n",
}

CALLS = {
    "check": [("check", HEFEI, STUDIES), ("check", "missing.toml"), ("check", "bad.toml")],
    "explain": [("explain", HEFEI), ("explain", HEFEI, "fund.fund_size"), ("explain", HEFEI, "fund.fund_sise")],
    # its other formats are for programs and for the pages of this repository
    "dictionary": [("dictionary",)],
    "run": [("run", HEFEI, *FEW), ("run", HEFEI, *FEW, "--precision", 0.2), ("run", STUDIES / "hefei_rules.toml")],
    "compare": [
        ("compare", HEFEI, *FEW, "--what-if", "scheme.compensation_ratio=0.5"),
        ("compare", STUDIES / "hefei_rules.toml", *FEW),
        ("compare", HEFEI, "--ratios", "0,5"),
        ("compare", HEFEI, "--ratios", "0,0.5", "--what-if", "breaker.is_on=false"),
    ],
    "replay": [("replay", HEFEI, "loans.csv"), ("replay", HEFEI, "loans.csv", "--out", "replayed")],
    "crosscheck": [("crosscheck", HEFEI, "--paths", 1, "--scale", 0.01)],
    "operations": [("operations", HEFEI, "--replications", 2)],
    "selftest": [("selftest",)],
    "events": [("events", HEFEI, "--path", 3), ("events", HEFEI, "--path", 3, "--loan", "2026-12-9999")],
    "demo": [("demo", *FEW)],
    "report": [("report", "{compared}"), ("report", "{compared}", "--xlsx", "--docx"), ("report", "nowhere")],
    "explore": [("explore", "--port", 0), ("explore", SCENARIOS / "national.toml"), ("explore", "bad.toml")],
    "attribute": [("attribute", HEFEI, *FEW)],
    "backtest": [
        ("backtest", HEFEI, "--data", "loans.csv"),
        ("backtest", HEFEI, "--data", "pds.csv", "--data", "forecasts.csv"),
    ],
    "bank": [("bank", HEFEI, "--tape", SAMPLES / "loans.csv", "--as-of", "2026-06-30", "--stress", "mild", *FEW)],
    "calibrate": [
        ("calibrate", SCENARIOS / "histories/anhui.csv"),
        ("calibrate", "few.csv"),
        ("calibrate", "none.csv"),
    ],
    "design": [("design", STUDIES / "hefei_design.toml", *FEW)],
    "hindcast": [("hindcast", SCENARIOS / "outcomes/hefei.toml", *FEW)],
    "hurdle": [("hurdle", HEFEI)],
    "pool": [("pool", STUDIES / "anhui_cities.toml", *FEW)],
    "sensitivity": [("sensitivity", HEFEI, "--draws", 0, *FEW)],
    "size": [("size", HEFEI, *FEW)],
    "stress": [("stress", HEFEI, "--stress", "mild", *FEW)],
    "toolkits": [("toolkits", HEFEI, "--tool", SCENARIOS / "tools/ip_navigation.toml", "--sectors", "AI", *FEW)],
    "value": [("value", HEFEI, "--patents", "patents.csv", *FEW[:2]), ("value", HEFEI, *FEW[:2])],
    "plan": [("plan", HEFEI, "--ratios", "0,0.5", "--paths", 1000)],
    "resume": [("resume", "kept"), ("resume", "nowhere")],
    "verify": [("verify", "kept", "--threads", 1), ("verify", "{compared}"), ("verify", "nowhere")],
    "tape": [("tape", "--help")],
    "tape check": [
        ("tape", "check", SAMPLES / "loans.csv", "--as-of", "2026-06-30"),
        ("tape", "check", SAMPLES / "loans.csv", "--as-of", "2020-06-30"),
    ],
    "tape template": [("tape", "template", "empty.xlsx"), ("tape", "template", "empty.csv")],
    "tape anonymise": [("tape", "anonymise", SAMPLES / "loans.csv", "--as-of", "2026-06-30")],
    "tape sample": [("tape", "sample", "--loans", 20)],
}
"""By command; {compared} is the folder of a comparison, `kept` of one in shards."""

DEAR = ("attribute", "crosscheck", "design", "operations", "sensitivity")
"""Commands that take seconds even on few paths."""

BEFORE = {
    "compared": ("compare", HEFEI, *FEW, "--ratios", "0,0.5,1", "--fund-sizes", "20 million,40 million"),
    "kept": ("compare", HEFEI, *FEW, "--ratios", "0,0.5", "--shards", "kept"),
}
"""What makes the folders."""


def write_files() -> None:
    """Write the small files that the calls read into the folder that they are made in."""
    for name, text in FILES.items():
        Path(name).write_text(text, "utf-8")
