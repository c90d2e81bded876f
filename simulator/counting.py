"""Numbers with their nouns."""


def counted(count: int, one: str, several: str = "") -> str:
    """Return a number with its noun, and its verb if given: "1 loan is", "2,000 loans are".

    Parameters
    ----------
    one
        What stands after 1.
    several
        What stands after every other number; `one` with an s where it is not given.
    """
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"
