"""A comparison whose paths are simulated shard by shard and never held together."""
