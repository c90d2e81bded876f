"""How the patents of defaulted loans are sold."""

import math

import numpy as np
from scipy import special

import simulator.engines.kernel.records as r
from simulator.engines.preparing.units import fen, ppm
from simulator.rules.calibration import bidder_mean
from simulator.scenario.model import Scenario

DISPOSALS = {"fixed": r.DISPOSAL_FIXED, "haircut": r.DISPOSAL_HAIRCUT, "auction": r.DISPOSAL_AUCTION}
SALE_POINTS = 1025
"""Points of the law of the sale price."""


def disposal_tables(scenario: Scenario) -> dict[str, object]:
    """Return the fields of the world about the sale of patents."""
    disposal, patents = scenario.disposal, scenario.patents
    mean, sd = disposal.sale_share_mean, disposal.sale_share_sd
    u = np.linspace(0, 1, SALE_POINTS)
    if sd > 0:
        weight = mean * (1 - mean) / sd**2 - 1
        table = special.betaincinv(mean * weight, (1 - mean) * weight, u)
    else:
        table = np.full(SALE_POINTS, mean)
    mean_bidders = 0.0
    if disposal.method == "auction" and disposal.auction_sold_share > 0:
        terms = (
            math.log(patents.appraisal_bias),
            patents.appraisal_error_sd_log,
            disposal.auction_bid_mean_log,
            disposal.auction_bid_sd_log,
        )
        mean_bidders = bidder_mean(disposal.auction_sold_share, disposal.auction_reserves, terms)
    return {
        "disposal": DISPOSALS[disposal.method],
        "fixed_ppm": ppm(disposal.fixed_recovery),
        "sold_share": disposal.sold_share,
        "sale_table": table,
        "lag_min": disposal.lag_months_min,
        "lag_span": disposal.lag_months_max - disposal.lag_months_min + 1,
        "legal_ppm": ppm(disposal.legal_cost_share),
        "legal_fixed": fen(disposal.legal_cost_fixed),
        "reserves": np.array(disposal.auction_reserves),
        "gaps": np.array(disposal.auction_gap_months, dtype=np.int64),
        "bidder_mean": mean_bidders,
        "bidder_cycle": disposal.auction_cycle,
        "bid_mean": disposal.auction_bid_mean_log,
        "bid_sd": disposal.auction_bid_sd_log,
        "unsold_share": disposal.unsold_value_share,
        "patent_pool_share": np.array([sector.pool_value_share for sector in scenario.sectors]),
    }
