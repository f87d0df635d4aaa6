"""The demo: a newsroom of invented publishers on loopback, a config that watches it, and what must come out."""
