"""Self-test of the exact laws and of the quantile ranks against their references; no simulation."""

from typing import Any

from simulator import exact
from simulator.analysis.intervals import quantile_ranks
from simulator.analysis.selftesting.selftest_row import SelfTestRow, compare_row, quantity_of, reference_data
from simulator.errors import wrong
from simulator.values import Phrase

CLOSED = 1e-10
"""Relative tolerance where the reference carries all its digits."""
QUADRATURE = 4e-8
"""Relative tolerance where the reference is a quadrature good to about eight digits."""


def check_large_book() -> tuple[SelfTestRow, ...]:
    """Vasicek's limit: variance, value at risk and expected shortfall of the defaulted share."""
    data = reference_data()["large_book"]
    found = []
    for row in data["rows"]:
        factor = exact.OneFactor(row["pd"], row["asset_correlation"])
        where = wrong("selftest.case.large_book", pd=f"{row['pd']:g}", rho=f"{row['asset_correlation']:g}")
        for name, ours in (
            ("variance", exact.limit_variance(factor)),
            ("value_at_risk_0.999", exact.limit_value_at_risk(factor, 0.999)),
            ("expected_shortfall_0.999", exact.limit_expected_shortfall(factor, 0.999)),
        ):
            found.append(compare_row(quantity_of(where, name), ours, row[name], data["source"], relative=CLOSED))
    return tuple(found)


def check_finite_book() -> tuple[SelfTestRow, ...]:
    """Defaults among equal loans: variance, P(none), quantile, tail."""
    data = reference_data()["finite_book"]
    found = []
    for row in data["rows"]:
        law = exact.homogeneous_pool_law(exact.OneFactor(row["pd"], row["asset_correlation"]), row["loans"])
        pd, rho = f"{row['pd']:g}", f"{row['asset_correlation']:g}"
        where = wrong("selftest.case.finite_book", n=row["loans"], pd=pd, rho=rho)
        pairs = [
            ("variance", law.standard_deviation() ** 2, row["variance"]),
            ("probability_0", law.probability_at_least(0) - law.probability_at_least(1), row["probability_0"]),
            ("quantile_0.999", law.quantile(0.999), row["quantile_0.999"]),
        ]
        for count, reference in row["above"].items():
            pairs.append((f"above_{count}", law.probability_at_least(int(count) + 1), reference))
        # the reference's probabilities add up to 1 within 1e-12 only
        found += [
            compare_row(quantity_of(where, name), a, b, data["source"], 1e-12, relative=CLOSED) for name, a, b in pairs
        ]
    return tuple(found)


def check_other_books() -> tuple[SelfTestRow, ...]:
    """Independent loans, unequal loans and the beta-binomial book."""
    everything = reference_data()
    independent = everything["independent_book"]
    law = exact.homogeneous_pool_law(exact.OneFactor(independent["pd"], 0.0), independent["loans"])
    found = list(_law_rows(wrong("selftest.case.independent_book"), law, independent, CLOSED))
    unequal = everything["unequal_book"]
    law = exact.graded_pool_law(unequal["exposures"], unequal["pds"], asset_correlation=unequal["asset_correlation"])
    found += _law_rows(wrong("selftest.case.unequal_book"), law, unequal, CLOSED)
    mixed = everything["beta_binomial"]
    law = exact.beta_binomial_law(mixed["loans"], mixed["pd"], mixed["default_correlation"])
    found += _law_rows(wrong("selftest.case.beta_binomial"), law, mixed, CLOSED)
    return tuple(found)


def check_t_copula() -> tuple[SelfTestRow, ...]:
    """Tail dependence, joint default and value at risk under the t copula."""
    data = reference_data()["t_copula"]
    found = []
    for row in data["rows"]:
        factor = exact.OneFactor(row["pd"], row["asset_correlation"], row["degrees_of_freedom"])
        for name, ours in (
            ("tail_dependence", exact.tail_dependence(factor)),
            ("joint_default", exact.joint_default_probability(factor)),
            ("value_at_risk_0.99", exact.limit_value_at_risk(factor, 0.99)),
            ("value_at_risk_0.999", exact.limit_value_at_risk(factor, 0.999)),
        ):
            # the reference's quadrature is off by up to 3.1e-8 of the value (5e-9) at 10 degrees
            where = wrong("selftest.case.t_copula", degrees=str(row["degrees_of_freedom"]))
            found.append(compare_row(quantity_of(where, name), ours, row[name], data["source"], relative=QUADRATURE))
    return tuple(found)


def check_portfolio() -> tuple[SelfTestRow, ...]:
    """One-year loss of 2,000 equal loans, in units of one exposure."""
    data = reference_data()["portfolio"]
    factor = exact.OneFactor(data["pd"], data["asset_correlation"])
    law = exact.portfolio_loss_law(factor, data["loans"], loss_given_default=data["loss_given_default"])
    last_digit = {"standard_deviation": 5e-5, "expected_shortfall_0.99": 5e-4, "expected_shortfall_0.999": 5e-4}
    ours = {
        "mean": law.mean(),
        "standard_deviation": law.standard_deviation(),
        "value_at_risk_0.99": law.quantile(0.99),
        "expected_shortfall_0.99": law.expected_shortfall(0.99),
        "value_at_risk_0.999": law.quantile(0.999),
        "expected_shortfall_0.999": law.expected_shortfall(0.999),
    }
    return tuple(
        compare_row(
            quantity_of(wrong("selftest.case.portfolio"), name),
            value,
            data[name],
            data["source"],
            last_digit.get(name, 1e-9),
        )
        for name, value in ours.items()
    )


def check_shared_claims() -> tuple[SelfTestRow, ...]:
    """Compound Poisson claims with a share, a cap per loan and a limit."""
    data = reference_data()["exponential_claims"]
    found = []
    for row in data["rows"]:
        split = exact.exponential_share_and_limit(data["claims_per_year"], data["mean"], row["limit"], data["ratio"])
        for name, ours in (
            ("exhausted", split.exhausted_probability),
            ("paid", split.expected_paid),
            ("unpaid", split.expected_unpaid),
        ):
            where = wrong("selftest.case.exponential_claims", limit=f"{row['limit']:g}")
            found.append(compare_row(quantity_of(where, name), ours, row[name], data["source"], relative=CLOSED))
    return tuple(found) + _capped_rows() + _limited_rows()


def _capped_rows() -> tuple[SelfTestRow, ...]:
    data = reference_data()["capped_claims"]
    claim = exact.lognormal_limited_mean(data["mean"], data["standard_deviation"], ratio=data["ratio"], cap=data["cap"])
    law = exact.compound_poisson_law(data["claims_per_year"], claim, step=data["step"])
    source = data["source"]
    mean = quantity_of(wrong("selftest.case.capped_claims"), "mean")
    found = [compare_row(mean, law.mean(), data["uncapped_mean"], source, relative=CLOSED)]
    for row in data["rows"]:
        # the reference's own mean is off by 3e-8 on this grid, its probabilities by the like
        at_limit = law.probability_at_least(round(row["limit"] / data["step"]))
        paid = exact.share_and_limit(law, row["limit"]).expected_paid
        where = wrong("selftest.case.limited_claims", limit=f"{row['limit']:g}")
        found.append(compare_row(quantity_of(where, "at_limit"), at_limit, row["at_limit"], source, 1e-7))
        found.append(compare_row(quantity_of(where, "paid"), paid, row["paid"], source, 1e-7))
    return tuple(found)


def _limited_rows() -> tuple[SelfTestRow, ...]:
    data = reference_data()["share_and_limit"]
    claim = exact.lognormal_limited_mean(data["mean"], data["standard_deviation"])
    law = exact.compound_poisson_law(data["claims_per_year"], claim, step=data["step"])
    split = exact.share_and_limit(law, data["limit"], data["ratio"])
    at_limit = law.probability_at_least(round(data["limit"] / data["ratio"] / data["step"]))
    bank = exact.bank_quantile(law, data["limit"], data["ratio"], level=0.995)
    pairs = (
        ("total", law.mean(), data["total"], 1e-6),
        ("paid", split.expected_paid, data["paid"], 5e-5),
        ("at_limit", at_limit, data["at_limit"], 5e-7),
        ("bank", law.mean() - split.expected_paid, data["bank_mean"], 5e-5),
        ("bank_quantile_0.995", bank, data["bank_quantile_0.995"], 5e-4),
    )
    return tuple(
        compare_row(
            quantity_of(wrong("selftest.case.share_and_limit"), name), ours, reference, data["source"], tolerance
        )
        for name, ours, reference, tolerance in pairs
    )


def check_persistent_factor() -> tuple[SelfTestRow, ...]:
    """Cumulative PD when the monthly factor has memory."""
    data = reference_data()["persistent_factor"]
    found = []
    for row in data["rows"]:
        cumulative = exact.cumulative_pd_ar1(
            row["monthly_pd"], asset_correlation=row["asset_correlation"], persistence=row["persistence"], months=60
        )
        for month, reference in row["cumulative"].items():
            phi, rho = f"{row['persistence']:g}", f"{row['asset_correlation']:g}"
            quantity = wrong("selftest.what.cumulative", month=month, phi=phi, rho=rho)
            found.append(compare_row(quantity, cumulative[int(month) - 1], reference, data["source"], relative=CLOSED))
    return tuple(found)


def check_quantile_ranks() -> tuple[SelfTestRow, ...]:
    """Order statistics that bound a quantile; a rank beyond the sample says "too few paths"."""
    data = reference_data()["quantile_ranks"]
    found = []
    for row in data["rows"]:
        lower, upper = quantile_ranks(row["paths"], row["level"])
        where = wrong("selftest.case.ranks", level=f"{row['level']:g}", n=row["paths"])
        found.append(compare_row(quantity_of(where, "lower"), lower or 0, row["lower"], data["source"], 0))
        ours = row["paths"] + 1 if upper is None else upper
        found.append(compare_row(quantity_of(where, "upper"), ours, row["upper"], data["source"], 0))
    fewest = next(n for n in range(3000, 5000) if quantile_ranks(n, 0.999)[1] is not None)
    found.append(compare_row(wrong("selftest.what.fewest"), fewest, data["fewest_paths_0.999"], data["source"], 0))
    return tuple(found)


def check_pool_tail() -> tuple[SelfTestRow, ...]:
    """Small tail probabilities of a book of 500 loans."""
    data = reference_data()["pool_tail"]
    law = exact.homogeneous_pool_law(exact.OneFactor(data["pd"], data["asset_correlation"]), data["loans"])
    return tuple(
        compare_row(
            quantity_of(wrong("selftest.case.pool_tail", n=data["loans"]), f"above_{row['above']}"),
            law.probability_at_least(row["above"] + 1),
            row["probability"],
            data["source"],
            row["tolerance"],
        )
        for row in data["rows"]
    )


def check_ruin_by_book_size() -> tuple[SelfTestRow, ...]:
    """One-year ruin falls towards Vasicek's limit as the book grows."""
    data = reference_data()["ruin"]
    factor = exact.OneFactor(data["pd"], data["asset_correlation"])
    found = []
    for row in data["rows"]:
        loans = row["loans"]
        if loans is None:
            ours = exact.limit_ruin_probability(
                factor,
                loss_given_default=data["loss_given_default"],
                compensation_ratio=data["compensation_ratio"],
                leverage=data["leverage"],
            )
        else:
            fund_size = loans / data["leverage"]
            book = exact.FundBook(factor, loans, 1.0, data["loss_given_default"], data["compensation_ratio"], fund_size)
            ours = exact.fund_payout(book).ruin_probability
        quantity = wrong("selftest.what.ruin", n=loans) if loans else wrong("selftest.what.ruin_limit")
        found.append(compare_row(quantity, ours, row["probability"], data["source"], 5e-4))
    return tuple(found)


def _law_rows(where: Phrase, law: exact.DiscreteLaw, data: dict[str, Any], relative: float) -> tuple[SelfTestRow, ...]:
    """Compare every figure of a law that the reference gives."""
    ours = {
        "probability_0": float(law.probabilities[0]),
        "variance": law.standard_deviation() ** 2,
        "standard_deviation": law.standard_deviation(),
        "quantile_0.99": law.quantile(0.99),
        "quantile_0.999": law.quantile(0.999),
    }
    return tuple(
        compare_row(quantity_of(where, name), value, data[name], data["source"], relative=relative)
        for name, value in ours.items()
        if name in data
    )
