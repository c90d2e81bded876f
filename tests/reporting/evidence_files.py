"""What `sensitivity` and `attribute` keep in their run folders, made up."""


def _swing(key, kind="fact", *, width_low=1.0):
    return {
        "row": key, "answer": "additional_lending", "kind": kind, "low": 0.2, "high": 0.8, "at_low": -1.0,
        "at_high": None, "width_low": width_low,
    }  # fmt: skip


def _answer(key, low=None, high=None):
    ends = {"as_it_stands_low": 4.0, "as_it_stands_high": 6.0}
    return {"row": key, "as_it_stands": 5.0, **ends, "band_low": low, "band_high": high}


SENSITIVITY = {
    "joint_draws": 64,
    "paths": 400,
    "tables": {
        "answers": [_answer("additional_lending", 1.0, 9.0), _answer("best_ratio")],
        "tornado": [
            _swing("fund.fund_size", "term"), _swing("loans.ip_share"), _swing("loans.lot", width_low=-1.0),
            {**_swing("loans.lot"), "answer": "best_ratio"},
        ],
    },
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
