"""What numbers of a whole column usually are, by its field; beyond it the unit is asked for."""

# Medians of whole books. PD: above the floor of the Basel framework (CRE32.4), and below what no portfolio of loans
# still paid has; interest: above what a subsidised loan costs. The others are as wide as common sense allows.
USUAL: dict[str, tuple[float, float]] = {
    "pd": (0.0005, 0.2),
    "default_rate": (0.0005, 0.2),
    "payout_ratio": (0.0005, 0.2),
    "rate": (0.001, 0.3),
    "royalty_rate": (0.0005, 0.3),
    "discount_rate_per_year": (0.001, 0.6),
    "growth_per_year": (-0.4, 0.5),
    "growth": (-0.5, 1.0),
    "tax_rate": (0.0, 0.6),
    "principal": (10_000.0, 1e9),
}

ZERO_IS_DATA = frozenset({"default_rate", "payout_ratio"})
"""Columns that may be zero in every row."""
ASKED = tuple(USUAL)
"""Columns of which the unit may be asked for, and confirmed."""
