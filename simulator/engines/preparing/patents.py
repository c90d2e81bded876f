"""Values, appraisals and hazards of the patents that are pledged."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import special

from simulator.engines.preparing.units import FEN
from simulator.randomness.streams import LIFE_CODES, SMALL_CODES
from simulator.rules.calibration import normal_table
from simulator.rules.patent import royalty_multiple
from simulator.scenario.model import Scenario


def value_tables(scenario: Scenario) -> dict[str, object]:
    """Return the fields of the world about patents: true and appraised value, and what happens to them over time."""
    patents = scenario.patents
    z = normal_table(SMALL_CODES)
    weights = np.array([grade.share for grade in scenario.grades])
    soundness = -special.logit(np.clip([grade.pd_per_year for grade in scenario.grades], 1e-9, 0.999))
    soundness = soundness - weights @ soundness
    spread = math.sqrt(weights @ soundness**2)
    soundness = soundness / spread if spread > 0 else soundness
    c = patents.quality_pd_correlation
    quality = c * soundness[:, None] + math.sqrt(1 - c * c) * z[None, :]
    sd, link = patents.base_sd_log, patents.quality_value_correlation
    own = sd * math.sqrt(1 - link * link)
    factors = np.array([sector.appraisal_error_factor for sector in scenario.sectors])
    distinct, row = np.unique(factors, return_inverse=True)
    errors = patents.appraisal_error_sd_log * distinct
    totals = np.hypot(own, errors)
    divisor = np.where(totals > 0, totals, 1.0)
    mean_log = math.log(max(patents.base_mean, 1e-9)) - sd * sd / 2
    life = patents.remaining_life_years_min + (np.arange(LIFE_CODES) + 0.5) / LIFE_CODES * (
        patents.remaining_life_years_max - patents.remaining_life_years_min
    )
    multiple = np.ones((len(scenario.sectors), LIFE_CODES))
    if patents.value_method == "income":
        terms = (patents.royalty_rate, patents.tax_rate, patents.revenue_growth_per_year)
        for s, sector in enumerate(scenario.sectors):
            for i in range(LIFE_CODES):
                decay, discount = sector.patent_decay_per_year, patents.discount_rate_per_year
                multiple[s, i] = royalty_multiple(*terms, decay, discount, life[i])
    elif patents.value_method != "drawn":
        multiple *= patents.value_per_base
    # given the appraisal, the true value is lognormal: the share of the appraisal's spread that is the value's own
    # is the slope, what is left is value_sd
    return {
        **_hazards(scenario),
        "quality_value": FEN * np.exp(mean_log + sd * link * quality),
        "appraisal": patents.appraisal_bias * np.exp(totals[:, None] * z[None, :]),
        "appraisal_row": row.astype(np.int64),
        "appraisal_z": z,
        "life_multiple": multiple,
        "life_months": np.round(12 * life).astype(np.int64),
        "value_slope": (own * own / divisor)[row],
        "value_sd": (own * errors / divisor)[row],
        "appraisal_log_bias": math.log(patents.appraisal_bias),
        "appraisal_sd": errors[row],
        "decay": np.array([sector.patent_decay_per_year for sector in scenario.sectors]),
        "volatility": patents.volatility,
        "beta": patents.wrong_way_beta,
        "shock_rate": np.array([sector.obsolescence_per_year for sector in scenario.sectors]),
        "shock_mean": np.array([sector.obsolescence_mean_log for sector in scenario.sectors]),
        "shock_sd": np.array([sector.obsolescence_sd_log for sector in scenario.sectors]),
        "partial_survives": patents.partial_survives,
    }


def _hazards(scenario: Scenario) -> dict[str, NDArray[np.float64]]:
    """Return the yearly hazards of invalidation, shape (sectors, 2): inventions, utility models."""
    patents = scenario.patents
    challenges = patents.challenge_per_year * np.array([sector.invalidation_factor for sector in scenario.sectors])
    full = np.array([patents.full_invalidation_invention, patents.full_invalidation_utility])
    partial = np.array([patents.partial_invalidation_invention, patents.partial_invalidation_utility])
    return {
        "full_hazard": challenges[:, None] * full + patents.fee_lapse_per_year,
        "partial_hazard": challenges[:, None] * partial,
    }
