"""Tables that users bring, of any format: cells with their kinds, read in a process with limits."""
