"""The only package that talks to Redis: connecting, scripts, streams. Knows nothing of news."""
