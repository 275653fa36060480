"""A way to a service that can be cut, as a phone's signal is: no answer from anywhere behind it."""

import contextlib
import socket
import threading

from tests.browser import ports


class Gate:
    """Passes connections on to a port of this machine while it is open. A browser's own offline
    switch only imitates this: a request that outlives its page can slip past it."""

    def __init__(self, port: int) -> None:
        self._behind = port
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._door: socket.socket | None = None
        self.was_cut = False
        self._reserved = ports.reserve()
        self.port = int(self._reserved.getsockname()[1])
        self.restore()

    def restore(self) -> None:
        """Opens it, on the same port as before."""
        door = socket.create_server(("127.0.0.1", self.port))
        self._door = door
        threading.Thread(target=self._let_in, args=(door,), daemon=True).start()

    def cut(self) -> None:
        """Ends every connection and refuses new ones."""
        self.was_cut = True
        with self._lock:
            door, self._door = self._door, None
            ended, self._open = self._open, set()
        if door:
            _end(door)
        for connection in ended:
            _end(connection)

    def close(self) -> None:
        """Cuts it for good."""
        self.cut()
        self._reserved.close()

    def _let_in(self, door: socket.socket) -> None:
        while True:
            try:
                visitor, _ = door.accept()
            except OSError:  # cut
                return
            try:
                service = socket.create_connection(("127.0.0.1", self._behind))
            except OSError:
                _end(visitor)
                continue
            with self._lock:
                passing = self._door is door
                if passing:
                    self._open |= {visitor, service}
            if not passing:
                _end(visitor)
                _end(service)
                return
            for pair in ((visitor, service), (service, visitor)):
                threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):  # cut, or one side has gone
            while piece := source.recv(65536):
                target.sendall(piece)
        with self._lock:
            self._open -= {source, target}
        _end(source)
        _end(target)


def _end(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it had ended already
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
