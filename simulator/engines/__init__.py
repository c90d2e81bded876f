"""Two engines, one rulebook: (scenario, draws) -> ledger."""
