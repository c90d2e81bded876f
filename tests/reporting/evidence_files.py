"""What `sensitivity` and `attribute` keep in their run folders, made up."""

ESTIMATE = {"value": 5.0, "low": 4.0, "high": 6.0, "note": ""}


def _bar(key, kind="fact", *, is_told=True):
    return {
        "key": key, "kind": kind, "range": [0.2, 0.8], "is_told_from_zero": is_told,
        "change_at_low": {**ESTIMATE, "value": -1.0}, "change_at_high": None,
    }  # fmt: skip


SENSITIVITY = {
    "joint_draws": 64,
    "paths": 400,
    "answers": [
        {
            "key": "additional_lending",
            "as_it_stands": ESTIMATE,
            "parameter_band": {"5 %": 1.0, "50 %": 2.0, "95 %": 9.0},
            "assumptions": [
                _bar("fund.fund_size", "term"), _bar("loans.ip_share"), _bar("loans.lot", is_told=False),
            ],
        },
        {"key": "best_ratio", "as_it_stands": ESTIMATE, "parameter_band": None, "assumptions": []},
    ],
}  # fmt: skip
ATTRIBUTION = {
    "verdict": "moved",
    "paths": 300,
    "deciding_rules": ["breaker"],
    "tables": {
        "rules": [
            {"row": "as_it_stands", "best_ratio": 0.6},
            {"row": "without_quota", "best_ratio": 0.1},
            {"row": "without_breaker", "best_ratio": 0.9},
        ],
        "targets": [{"additional_share": 0.2, "best_ratio": 0.8}, {"additional_share": 0.9, "best_ratio": None}],
    },
}
