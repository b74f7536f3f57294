"""The only ways out of the process: HTTP, Redis, child processes, the embedded server, the clock."""
