"""What is no request of the page."""

POSTED = ("open", "change", "answer", "order")
KEYS = ("token", "source", "stress", "settings", "generation", "after", "kind", "language")
DEEP = '{"settings":' + "[" * 900 + "]" * 900 + "}"
SETTINGS = (
    "scheme.compensation_ratio",
    "fund.fund_size",
    "gate.leverage_multiple",
    "run.seed",
    "fund.top_up",
    "sectors",
)
NO_REQUESTS = (
    '{"token": "\\ud800"}',
    '{"settings": {"\\udfff": 1}}',
    '{"settings": {"fund.fund_size": NaN}}',
    '{"after": -Infinity}',
    '{"generation": ' + "9" * 5000 + "}",
    '{"token": 5, "generation": "5", "after": [], "source": {}, "stress": true, "kind": 1, "settings": "x"}',
    '{"generation": 1.5}',
    '{"after": true, "kind": null, "source": null}',
    "\udc80{}",
    "{" * 500,
    '{"settings": ' + "9" * 200_000 + "}",
)
"""Bodies that are no JSON, or no object that the page would send."""
