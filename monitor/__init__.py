"""When it happens and how you watch it: daemon, schedule, polling, command line, web page, logs."""
