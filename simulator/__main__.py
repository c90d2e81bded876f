"""Runs the simulator as a module: `python -m simulator --help`."""

from simulator.cli import main

if __name__ == "__main__":
    main()
