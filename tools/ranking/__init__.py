"""From candidates to a slate: fuse, hold to the constraints, spread."""
