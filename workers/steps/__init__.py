"""The steps of reading an article. Each is a function of values: no clock, no network, no logger."""
