"""A local page on which a scheme's levers are moved and the answer is seen: server, sessions, simulation, drawings."""
