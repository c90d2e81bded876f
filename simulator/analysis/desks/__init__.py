"""The operations study: desks, queues, waiting."""
