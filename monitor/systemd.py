"""Tells systemd how the daemon is doing (sd_notify). Silent where there is no systemd."""

import os
import socket


def notify(state: str) -> None:
    """`READY=1`, `STOPPING=1`, `WATCHDOG=1`, `STATUS=…`; failures are no reason to stop watching the news."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
            sock.connect("\0" + address[1:] if address.startswith("@") else address)
            sock.sendall(state.encode())
    except OSError:
        return
