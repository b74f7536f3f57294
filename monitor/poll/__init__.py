"""Polling: when a source is asked, what its answer means, and which entries are new. Knows nothing of articles."""
