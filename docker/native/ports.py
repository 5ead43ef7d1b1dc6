"""Ports on the loopback interface."""

import random
import socket

BELOW_THE_KERNELS = range(20000, 32000)
"""The kernel gives ports above these to clients, which could take one while a server restarts on it."""


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on, and that no other process gets from here while this one lives."""
    while True:
        port = random.choice(BELOW_THE_KERNELS)  # noqa: S311 - any will do
        if is_free(port) and _claim(port):
            return port


def _claim(port: int) -> bool:
    """Whether it is this process's from here on: a server that is down for a moment finds its port free again.

    An abstract socket has no file that could be left over; the kernel takes it back with the process.
    """
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        claim.bind(f"\0iot-port-{port}")
    except OSError:
        claim.close()
        return False
    claim.detach()
    return True


def is_free(port: int) -> bool:
    """Whether a server could listen on that port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
