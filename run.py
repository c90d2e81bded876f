"""Runs the simulator from a clone: `python run.py --help`."""

from simulator.cli import main

if __name__ == "__main__":
    main()
