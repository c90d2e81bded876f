"""Speed, memory and scaling of the engines, printed as ratios inside one run, and beside peers."""
