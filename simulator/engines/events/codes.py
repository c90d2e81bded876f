"""Kinds of entries in the log: those of the compiled engine's rows, and those only this engine writes.

`detail` of an entry holds: default - all that is owed, interest included; claim assessed - what waits for the
next budget; proceeds shared - what the other parties get back; auction round - the round that failed, from 1;
overdue - 1 when it ends in default, 0 when it is cured.
"""

import simulator.engines.kernel.records as r

(
    APPLIED,
    OVERDUE,
    CURED,
    ROUND,
    INTEREST,
    FEES,
    RUNNING_COST,
    TREASURY,
    PROCEEDS,
    INSTALMENT,
    ASKED,
    WARNED,
    ADVANCED,
) = range(r.E_END + 1, r.E_END + 14)
