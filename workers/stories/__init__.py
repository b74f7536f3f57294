"""Which articles report one event, whose text it is, and how many origins confirm it. Knows no feeds."""
