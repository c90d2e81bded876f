"""The event engine: every loan is a SimPy process, and one path can be read like a case file.

It calls the same rules, tables and keyed draws as the Monte Carlo engine and decides only *when*;
path totals, month rows and loan rows of both engines are equal to the fen.

Time is counted in ticks: `TICKS` to a month, one tick for each step of the month (see `clock`).
"""

from simulator.engines.events.engine import EventLedger, simulate_events

__all__ = ["EventLedger", "simulate_events"]
