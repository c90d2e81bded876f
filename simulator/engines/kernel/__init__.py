"""The compiled engine: everything that runs for each path, month and lane; nothing else is compiled with it.

Begin with `paths.simulate_month`, which is one page long, and keep `records` open beside it: there every field, row
and code has its meaning. What the model's rules are is in `docs/explanation/model.md`; how much each comes to is in
`simulator.rules`; here is only *when* a rule is applied, and to whom.

Five words
----------
path
    One history of a city. Paths are simulated one after the other; they share nothing but the arrays they reuse.
lane
    One policy on that path, or one *arm*: the same bank without any scheme. All lanes live through the path together:
    the outer loops go over months and loans, the innermost one over lanes. A loan is drawn once and offered to all.
class
    Neighbouring lanes with the same cover. What follows from the cover alone (the fund's share, when a default comes
    under it, when the claim falls due) is worked out once for a class and holds in its range of lanes.
    (Lanes with the same lender form a *group*, whose first lane is the arm.)
case
    One loan that defaults, in all lanes that hold it: a row and a mask, which says in which lanes it is covered, in
    which it is not. A case moves through the calendar as *nodes*, ranges of lanes in which it has one fate.
cell
    Applicants that differ neither in risk nor in the bands of quality and size that any policy tells apart: a bank's
    threshold is one number for each cell and lane, looked up, not computed.

The month, in its order (`paths.simulate_month`)
------------------------------------------------
    1  economy       drawn for the whole path before its first month     economy
    2  money         interest, fees, top-up; unpaid claims               income, payment, queue
    3  loans         default, or are repaid                              defaults, disposal, collateral, repayments
    4  sales         proceeds go to a claim, or are shared               sales
    5  claims        ratio read; assessed, limited, paid                 ratio, claims, shares, payment
    6  gate          breaker, step-down, trust, room                     gate
    7  lending       renewals, then applications                         renewals, applicants, offers, loans, cases
    8  close         the month enters stocks and totals                  refusals, closing

A loan's future is posted when it is made (`loans.settle_future`): every draw belongs to a loan and not to a moment,
so the month of its default or repayment is known at once, in every lane, and later months only carry it out.

How a line reads
----------------
    state[r.CASH + p]             the fund's balance in lane p: `r.CASH` is the place of the field's first lane
    lanes.setting[r.QUOTA, p]     a setting of lane p
    nodes[node, r.NODE_SALE]      a column of a row
    flags[r.F_RATIO]              whether any lane has the rule: what none has is skipped for all
p stands for a lane, k for a class, i for a place in a list, `fields` for the row of a node.
Names carry their table: T_ totals, F_ flags, E_ events of rows, and CASE_, NODE_, LIST_, QUEUE_, RENEWAL_, REQUEST_,
APPLICANT_, BOOK_, REPLAYED_, FLOW_, STOCK_, GATE_, ROW_. Names without one are rows of the lane's state or settings.

Where things would go
---------------------
A second threshold of the step-down: into the scenario, as a second `[[scheme.step_down]]`. Nothing changes here:
`ratio.steps_of` counts how many of `Lanes.step_at` are met, `shares.fund_share` looks up the share after so many
steps, and `gate` gives the bank its thresholds at that number of steps. Preparing makes the tables as long as needed.
A new limit on claims: a row of `Lanes.setting`, a line in `payment.limited`, its rule in `rules.sharing`, and the same
rule in `engines.events.fund`; a new reason to refuse cover: `gate` or `loans._narrow_gate`, and `refusals`, `rows`.
"""
