"""How long applications and claims wait at desks, and how many desks are needed."""

from simulator.questions.option import Option
from simulator.questions.question import Question

QUESTION = Question(
    name="operations",
    has_paths=False,
    has_threads=False,
    options=(
        Option("within", "number", low=0, high=10_000, ends_count=False),
        Option("share", "number", 0.9, low=0.001, high=1),
        Option("desk", "choice", "claim_assessors",
               choices=("appraisers", "bank_desks", "auction_slots", "claim_assessors")),
        Option("counted_from", "choice", "filing", choices=("filing", "default")),
        Option("replications", "whole", low=2, high=10_000),
    ),
)  # fmt: skip
