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
    which it is not. It is opened when the loan is made, not when it defaults. It moves through the calendar as *nodes*,
    ranges of lanes in which it has one fate: `records/cases` shows their stages.
cell
    Applicants that differ neither in risk nor in the bands of quality and size that any policy tells apart: a bank's
    threshold is one number for each cell and lane, looked up, not computed.

The month, in its order (`paths.simulate_month`)
------------------------------------------------
    1  economy       drawn for the whole path before its first month     economy
    2  money         interest, fees, cost; in January budgets and        income, payment, queue
                     top-up; claims left unpaid are paid
    3  loans         default, then others are repaid                     defaults, disposal, collateral, repayments
    4  sales         a claim follows, or proceeds are shared             sales
    5  claims        ratio read; unpaid ones paid; in January what       ratio, payment, claims, shares
                     waited for the budget; the month's assessed,
                     limited, all of them, and only then paid
    6  gate          breaker, tolerance, room, the bank's view           gate
    7  lending       renewals, then applications                         renewals, applicants, offers, loans, cases
    8  close         the month's loans enter stocks and totals           refusals, closing

    Before the first month: opening, book. One loan: offers, cases, kept, cells, draws. Tables: nodes (the calendar of
    cases), masks, tables, references (how they are passed on). For callers from outside: paths, single, pledges.

A loan's future is posted when it is made (`loans.settle_future`): every draw belongs to a loan and not to a moment,
so the month of its default or repayment is known at once, in every lane, and later months only carry it out.

How a line reads
----------------
    state[r.CASH + p]             the fund's balance in lane p: `r.CASH` is the place of the field's first lane
    lanes.setting[r.QUOTA, p]     a setting of lane p
    nodes[node, r.NODE_SALE]      a column of a row
    flags[r.F_RATIO]              whether any lane has the rule: what none has is skipped for all
    lane = state[low:]            the state from lane low on: in the loop below it p counts from low, and
    lane[r.CASH + p]              is the balance of lane low + p (`sums` and `mask` are cut alike)
    range(lanes.width)            no branches: all lanes up to a whole SIMD vector; lanes.size: the lanes there are
p stands for a lane, k for a class, i for a place in a list; `case` and `node` are numbers of rows, `case_fields` and
`fields` the rows. The last name of each list, a plural, is its length: r.CASES is how many columns a case has.
A table that a long loop uses is taken out of `scratch` or `lanes` before it: the compiler does not know that what the
loop writes leaves these alone (`references`), and would look the table up each time. Elsewhere it is read in place.
An approved claim is *unpaid* when the money is short, and *waits* when the year's budget is used up: two queues.
Names carry their table: T_ totals, F_ flags, E_ events of rows, and CASE_, NODE_, LIST_, QUEUE_, RENEWAL_, REQUEST_,
APPLICANT_, BOOK_, REPLAYED_, FLOW_, STOCK_, GATE_, ROW_. Names without one are rows of the lane's state or settings.

Where things would go
---------------------
A second threshold of the step-down: into the scenario, as a second `[[scheme.step_down]]`. Nothing changes here:
`ratio.steps_of` counts how many of `Lanes.step_at` are met, `shares.fund_share` looks up the share after so many
steps, and `gate` gives the bank its thresholds at that number of steps. Preparing makes the tables as long as needed.
A threshold of something else than a ratio of losses, NPL or payouts, say of the fund's balance, is a new measure: the
step-down reads what the breaker reads, and both act when it *rises*. It goes into `records/lanes` (MEASURE_...), into
`ratio.ratio_parts` and `ratio._read_row`, which take what they do not know for payouts, into `engines.events.ratio`
(likewise), `preparing.settings.MEASURES` and the choices of `breaker.measure` in `scenario.policy`.
A new limit on claims: a row of `Lanes.setting`, a line in `payment.limited`, its rule in `rules.sharing`, and the same
rule in `engines.events.fund`; a new reason to refuse cover: `gate` or `loans._narrow_gate`, and `refusals`, `rows`.
"""
