"""Kinds of entries in the log: those of the kernel's rows, and those only this engine writes."""

import simulator.engines.kernel.records as r

(
    APPLIED,
    OVERDUE,
    FILED,
    ROUND,
    INTEREST,
    FEES,
    RUNNING_COST,
    TREASURY,
    PROCEEDS,
    INSTALMENT,
    ASKED,
    LEFT_OPEN,
) = range(r.E_END + 1, r.E_END + 13)
