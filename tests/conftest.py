"""Examples of property tests: the same in every run, so that a change is judged alone; `make slow` draws new ones."""

from hypothesis import settings

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None, derandomize=False)
settings.load_profile("repeatable")
