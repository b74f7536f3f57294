"""`python -m monitor`: the same as `marsad`, for a checkout that is not installed."""

from monitor.cli.main import main

main()
