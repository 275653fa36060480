"""Ports of this machine that nobody else gets meanwhile."""

import socket


def reserve() -> socket.socket:
    """Returns a socket on a free port of 127.0.0.1. While it is open, the system gives that port to
    nobody who asks for any; a server that names it may listen there, and others after it."""
    reserved = socket.socket()
    reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    reserved.bind(("127.0.0.1", 0))
    return reserved
