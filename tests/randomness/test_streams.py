"""Streams have numbers of their own, also those of a book that was there before."""

from simulator.randomness import streams

CODES = {"PROFILE_CODES", "SIGNAL_CODES", "SMALL_CODES", "LIFE_CODES", "SLOTS_PER_MONTH", "BOOK_STREAMS"}


def numbers_of_streams() -> list[int]:
    """Return the number of every stream."""
    return [value for name, value in vars(streams).items() if name.isupper() and name not in CODES]


def test_no_two_quantities_share_a_stream():
    """Two quantities on one stream would be the same draw."""
    numbers = numbers_of_streams()
    assert len(numbers) >= 14
    assert len(set(numbers)) == len(numbers)


def test_the_streams_of_a_book_meet_no_other():
    """A loan of the book uses stream + 16: no such number is that of new business, or of another quantity."""
    numbers = numbers_of_streams()
    shifted = [number + streams.BOOK_STREAMS for number in numbers]
    assert len(set(numbers) | set(shifted)) == 2 * len(numbers)
    assert min(numbers) > 0


def test_fields_of_an_applicant_fit_into_the_words_they_share():
    """Profile and amount share word 1, signal and appraisal word 2, quality, bank and life word 3: 32 bits each."""
    assert streams.PROFILE_CODES * streams.SMALL_CODES <= 1 << 32
    assert streams.SIGNAL_CODES * streams.SMALL_CODES <= 1 << 32
    assert streams.SMALL_CODES**2 * streams.LIFE_CODES <= 1 << 32


def test_the_last_slot_of_the_longest_clock_is_a_32_bit_word():
    """240 months and a run-off of as many, each with 2^16 slots, stay below 2^32."""
    assert 480 * streams.SLOTS_PER_MONTH < 1 << 32
