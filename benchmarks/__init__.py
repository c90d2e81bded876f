"""Speed, memory and scaling of the Monte Carlo engine, printed as ratios inside one run."""
