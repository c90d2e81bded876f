"""The compiled engine: everything that runs for each path, month and lane; nothing else is compiled with it."""
