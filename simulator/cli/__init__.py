"""The command line: read, run, write, say where."""

from simulator.cli import questions as questions
from simulator.cli.commands import main

__all__ = ["main"]
