"""One name per random quantity; new quantities take a new number, old draws stay as they were.

Fields of the block of an applicant (stream APPLICANT, one block each):

    word 0  all 32 bits  time of default (uniform)
    word 1  high 16      profile: sector x grade x term x first loan x kind of patent
            next 12      amount asked for
    word 2  high 16      noise in what the bank sees
            next 12      noise of the appraised value
    word 3  high 12      quality noise
            next 12      bank
            low 8        remaining legal life
"""

MACRO = 1
SECTOR = 2
REGIME = 3
MIXING = 4
SHOCK = 5
VOLUME = 6
APPLICANT = 7
RENEWAL = 8
PATENT = 9
SALE = 10
AUCTION = 11
CLAIM = 12
PREPAYMENT = 13
BOOK = 14
OVERDUE = 15
OPERATIONS = 33
TILT = 34
WARNING = 35
SAMPLE = 40
BOOK_STREAMS = 16

PROFILE_CODES = 1 << 16
SIGNAL_CODES = 1 << 16
SMALL_CODES = 1 << 12
LIFE_CODES = 1 << 8
SLOTS_PER_MONTH = 1 << 16
