"""Large runs: shards, what runs them, and how their results are kept."""
