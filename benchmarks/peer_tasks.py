"""`python -m benchmarks.peer_tasks TASK TOOL PATHS`: one task done by one tool, in a process of its own.

Imports only what the tool needs, so that a peer's environment need not have this package's, and the other way round.
Each tool is a function that gets the number of paths and returns its figures; it is written as the tool's own
documents show it, and does the work of its task and no more. `benchmarks.peers` starts these and compares.
"""

import json
import math
import sys
import time
from collections.abc import Callable

from benchmarks.peak import peak_memory_bytes

Figures = dict[str, float]
WARM_UP_PATHS = 200

# portfolio: 2,000 equal loans, one factor, one year.
LOANS, PD, LOSS_GIVEN_DEFAULT, CORRELATION, LEVEL = 2000, 0.02, 0.6, 0.12, 0.999
# share and limit: Poisson many lognormal claims; the fund pays half the total, at most its limit.
CLAIMS, CLAIM_MEAN, CLAIM_VARIATION, SHARE, LIMIT, BANK_LEVEL = 40, 3.0, 1.0, 0.5, 80.0, 0.995
STEP, POINTS = 1 / 64, 2**16
# desks: whoever comes passes two desks in a row, each with three seats; days.
ARRIVALS_PER_DAY, SERVED_PER_DAY, SEATS = 2.4, 1.0, 3
PATHS_AT_ONCE = 10_000


def _tail(losses) -> Figures:
    """Return mean and value at risk: the smallest loss that at least this share of the paths stay within."""
    import numpy as np

    values = np.asarray(losses)
    return {"mean loss": float(values.mean()), "VaR 99.9 %": float(np.quantile(values, LEVEL, method="inverted_cdf"))}


def portfolio_riskpy(paths: int) -> Figures:
    """Draw every loan of every path, in blocks of its own choice."""
    from riskpy.credit import credit_portfolio_loss

    pds, lgds, eads = [PD] * LOANS, [LOSS_GIVEN_DEFAULT] * LOANS, [1.0] * LOANS
    return _tail(credit_portfolio_loss(pds, lgds, eads, CORRELATION, trials=paths, seed=1).values)


def portfolio_creditriskengine(paths: int) -> Figures:
    """Draw every loan of every path at once: called for 10,000 paths (its default) at a time, without antithetics."""
    import numpy as np
    from creditriskengine.portfolio.copula import simulate_single_factor

    pds, lgds, eads = np.full(LOANS, PD), np.full(LOANS, LOSS_GIVEN_DEFAULT), np.ones(LOANS)
    parts = [
        simulate_single_factor(
            pds, lgds, eads, CORRELATION, n_simulations=min(PATHS_AT_ONCE, paths - first), seed=first, antithetic=False
        )
        for first in range(0, paths, PATHS_AT_ONCE)
    ]
    return _tail(np.concatenate(parts))


def portfolio_pal(paths: int) -> Figures:
    """Draw every loan of every path: one stochastic variable a loan, added up."""
    from pal import config, set_random_seed
    from pal.distributions import Normal
    from scipy.special import ndtri

    config.n_sims = paths
    set_random_seed(1)
    market, own, barrier = math.sqrt(CORRELATION), math.sqrt(1 - CORRELATION), float(ndtri(PD))
    factor = market * Normal(0, 1).generate()
    losses = 0.0
    for _ in range(LOANS):
        losses = losses + LOSS_GIVEN_DEFAULT * (factor + own * Normal(0, 1).generate() < barrier)
    return _tail(losses.values)


def portfolio_pal_binomial(paths: int) -> Figures:
    """Draw one binomial number of defaults a path, given the factor: what equal loans allow, and no others."""
    import numpy as np
    from pal import StochasticScalar, config, set_random_seed
    from pal.distributions import Binomial, Normal
    from scipy.special import ndtr, ndtri

    config.n_sims = paths
    set_random_seed(1)
    factor = np.asarray(Normal(0, 1).generate().values)
    chance = ndtr((ndtri(PD) - math.sqrt(CORRELATION) * factor) / math.sqrt(1 - CORRELATION))
    return _tail(LOSS_GIVEN_DEFAULT * np.asarray(Binomial(LOANS, StochasticScalar(chance)).generate().values))


def portfolio_monte_carlo(paths: int, threads: int = 1) -> Figures:
    """Put every loan of every path through the compiled engine: recovery, fund, bank, ledger, balance checks."""
    from benchmarks.portfolio import one_year_portfolio, simulated_loss

    return _tail(simulated_loss(one_year_portfolio(LOANS), paths, threads))


def portfolio_two_threads(paths: int) -> Figures:
    """Do the same on two threads."""
    return portfolio_monte_carlo(paths, 2)


def portfolio_exact(_: int) -> Figures:
    """Compute the law itself, by quadrature over the factor."""
    from simulator.exact import OneFactor, portfolio_loss_law

    law = portfolio_loss_law(OneFactor(PD, CORRELATION), LOANS, loss_given_default=LOSS_GIVEN_DEFAULT)
    return {"mean loss": law.mean(), "VaR 99.9 %": law.quantile(LEVEL)}


def claims_aggregate(_: int) -> Figures:
    """Compute the law by Fourier transform; the fund's part and the rest are aggregate reinsurance, ceded and net."""
    from aggregate import build

    claims = f"{CLAIMS} claims sev lognorm {CLAIM_MEAN} cv {CLAIM_VARIATION} poisson"
    part = f"{SHARE} so {LIMIT / SHARE} xs 0"
    fund = build(f"agg Fund {claims} aggregate ceded to {part}", bs=STEP, log2=16)
    bank = build(f"agg Bank {claims} aggregate net of {part}", bs=STEP, log2=16)
    return {"fund pays": float(fund.est_m), "bank's VaR 99.5 %": float(bank.q(BANK_LEVEL))}


def claims_gemact(_: int) -> Figures:
    """Compute the law of the total by Fourier transform; share and limit are laid over it here, point by point."""
    import gemact
    import numpy as np

    variance = math.log1p(CLAIM_VARIATION**2)
    model = gemact.LossModel(
        frequency=gemact.Frequency("poisson", {"mu": CLAIMS}),
        severity=gemact.Severity(
            "lognormal", {"shape": math.sqrt(variance), "scale": CLAIM_MEAN * math.exp(-variance / 2)}
        ),
        policystructure=gemact.PolicyStructure(layers=gemact.Layer()),
        aggr_loss_dist_method="fft",
        sev_discr_method="localmoments",
        n_sev_discr_nodes=2**14,
        sev_discr_step=STEP,
        n_aggr_dist_nodes=POINTS,
    )
    below_limit = STEP * np.arange(round(LIMIT / SHARE / STEP))
    total = float(model.ppf(BANK_LEVEL))
    paid = SHARE * STEP * float((1 - model.cdf(below_limit)).sum())
    return {"fund pays": paid, "bank's VaR 99.5 %": total - min(SHARE * total, LIMIT)}


def claims_pal(paths: int) -> Figures:
    """Draw every claim of every path."""
    import numpy as np
    from pal import FrequencySeverityModel, config, set_random_seed
    from pal.distributions import LogNormal, Poisson

    config.n_sims = paths
    set_random_seed(1)
    variance = math.log1p(CLAIM_VARIATION**2)
    severity = LogNormal(math.log(CLAIM_MEAN) - variance / 2, math.sqrt(variance))
    total = np.asarray(FrequencySeverityModel(Poisson(CLAIMS), severity).generate().aggregate().values)
    paid = np.minimum(SHARE * total, LIMIT)
    bank = float(np.quantile(total - paid, BANK_LEVEL, method="inverted_cdf"))
    return {"fund pays": float(paid.mean()), "bank's VaR 99.5 %": bank}


def claims_exact(_: int) -> Figures:
    """Compute the law of the total by Fourier transform, on a grid that keeps every mean excess."""
    from simulator.exact import bank_quantile, compound_poisson_law, lognormal_limited_mean, share_and_limit

    claim = lognormal_limited_mean(CLAIM_MEAN, CLAIM_VARIATION * CLAIM_MEAN)
    law = compound_poisson_law(CLAIMS, claim, step=STEP, points=POINTS)
    paid = share_and_limit(law, LIMIT, SHARE).expected_paid
    return {"fund pays": paid, "bank's VaR 99.5 %": bank_quantile(law, LIMIT, SHARE, level=BANK_LEVEL)}


def desks_simpy(people: int) -> Figures:
    """Run a process each on two resources; what is waited is noted and nothing else."""
    import random

    import simpy

    rng, waits = random.Random(1), ([], [])
    env = simpy.Environment()
    desks = [simpy.Resource(env, capacity=SEATS) for _ in waits]

    def person():
        for desk, waited in zip(desks, waits, strict=True):
            came = env.now
            with desk.request() as request:
                yield request
                waited.append(env.now - came)
                yield env.timeout(rng.expovariate(SERVED_PER_DAY))

    def door():
        for _ in range(people):
            yield env.timeout(rng.expovariate(ARRIVALS_PER_DAY))
            env.process(person())

    env.process(door())
    env.run()
    return {"days at desk 1": sum(waits[0]) / people, "days at desk 2": sum(waits[1]) / people}


def desks_ciw(people: int) -> Figures:
    """Run a network of two nodes; every visit is recorded with some twenty fields."""
    import ciw

    ciw.seed(1)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(ARRIVALS_PER_DAY), None],
        service_distributions=[ciw.dists.Exponential(SERVED_PER_DAY)] * 2,
        routing=[[0.0, 1.0], [0.0, 0.0]],
        number_of_servers=[SEATS, SEATS],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(people)
    waits = ([], [])
    for record in simulation.get_all_records():
        waits[record.node - 1].append(record.waiting_time)
    return {f"days at desk {number}": sum(found) / len(found) for number, found in enumerate(waits, 1)}


def desks_operations(people: int) -> Figures:
    """Run the desks of the command `operations`, on SimPy as well; coming, start and end of every visit are kept."""
    import numpy as np

    from simulator.engines.desks import APPRAISERS, BANK_DESKS, Applications, run_applications

    rng = np.random.default_rng(1)
    arrival = np.cumsum(rng.exponential(1 / ARRIVALS_PER_DAY, people))
    work = rng.exponential(1 / SERVED_PER_DAY, (2, people))
    done = run_applications(Applications(arrival, work[0], work[1]), {APPRAISERS: SEATS, BANK_DESKS: SEATS})
    return {
        f"days at desk {number}": float((done.visits[desk].start - done.visits[desk].arrival).mean())
        for number, desk in enumerate((APPRAISERS, BANK_DESKS), 1)
    }


TOOLS: dict[str, dict[str, Callable[[int], Figures]]] = {
    "portfolio": {
        "Monte Carlo": portfolio_monte_carlo,
        "Monte Carlo, 2 threads": portfolio_two_threads,
        "exact": portfolio_exact,
        "open-riskpy": portfolio_riskpy,
        "creditriskengine": portfolio_creditriskengine,
        "PAL": portfolio_pal,
        "PAL, binomial": portfolio_pal_binomial,
    },
    "claims": {
        "exact": claims_exact,
        "aggregate": claims_aggregate,
        "gemact": claims_gemact,
        "PAL": claims_pal,
    },
    "desks": {
        "operations": desks_operations,
        "SimPy": desks_simpy,
        "Ciw": desks_ciw,
    },
}
"""Each tool of each task; its figures have the same names for all tools of a task."""


def measured(tool: Callable[[int], Figures], paths: int) -> dict[str, object]:
    """Return the tool's figures, wall and processor seconds, and memory in bytes: at most, and before the timed run.

    A small run comes first: it imports, compiles and fills caches.
    """
    tool(min(WARM_UP_PATHS, paths))
    before = peak_memory_bytes()
    start, start_of_work = time.perf_counter(), time.process_time()
    figures = tool(paths)
    work, seconds = time.process_time() - start_of_work, time.perf_counter() - start
    memory = {"memory": peak_memory_bytes(), "memory_before": before}
    return {"figures": figures, "seconds": seconds, "processor_seconds": work, **memory}


if __name__ == "__main__":
    print(json.dumps(measured(TOOLS[sys.argv[1]][sys.argv[2]], int(sys.argv[3]))))
