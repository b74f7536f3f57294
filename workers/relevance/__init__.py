"""Is an article about a topic, how centrally, and why. Knows nothing of feeds, pages or Redis."""
