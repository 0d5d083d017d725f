"""Models that learn from behaviour: arrays in, arrays out; nothing here knows a catalog or a user's name."""
