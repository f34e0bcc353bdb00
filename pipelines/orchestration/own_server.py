"""The process of a Prefect server that ``server.own_server`` starts: it serves the listening socket
it was given, and ends when its standard input does, which is when the command that started it ends.

Run as a script: ``python own_server.py FILE_DESCRIPTOR``.
"""

import os
import signal
import socket
import sys
import threading


def end_with_parent() -> None:
    """Whatever ends the parent closes the pipe; a kill leaves no time to say goodbye."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


def serve(descriptor: int) -> None:
    import uvicorn
    from prefect.server.api.server import create_app

    app = create_app(final=True)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="on"))
    server.run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, daemon=True).start()
    serve(int(sys.argv[1]))
