"""Questions asked of the ledger: measures with intervals, comparison of policies, self-test."""
