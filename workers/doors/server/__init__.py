"""The embedded Redis-compatible server: found, started, supervised, shared. Knows nothing of what it stores."""
