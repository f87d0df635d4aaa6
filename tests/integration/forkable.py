"""A warm process for tests: what is forked from it says who it is, and then does what its input says."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from typing import NoReturn

from presswatch.forks import serve_forks
from presswatch.lifeline import end_with_parent


def become() -> NoReturn:
    end_with_parent(every=0.05)
    said = json.dumps({"pid": os.getpid(), "parent": os.getppid(), "word": os.environ["WORD"]})
    os.write(1, said.encode() + b"\n")
    for line in sys.stdin:
        match line.split():
            case ["exit", code]:
                os._exit(int(code))
            case ["die"]:
                os.kill(os.getpid(), signal.SIGKILL)
            case ["stay"]:
                time.sleep(600)
    os._exit(7)


if __name__ == "__main__":
    serve_forks(socket.socket(fileno=int(sys.argv[1])), become)
