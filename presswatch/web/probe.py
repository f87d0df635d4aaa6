"""Health checks of containers: `python -m presswatch.web.probe web|worker|broker`; exit code 0 when all is well.

`web` asks the web service of this machine, `worker KIND` has the worker process of this machine answer through the
broker, `broker` asks the broker alone: that is all that can be asked about a scheduler from beside it.
"""

from __future__ import annotations

import argparse
import socket
import sys
from os import environ
from urllib.error import URLError
from urllib.request import urlopen

from kombu.exceptions import OperationalError

from presswatch.bootstrap import App
from presswatch.broker import celery_app
from presswatch.configuration import Settings
from presswatch.errors import PresswatchError

_SECONDS = 5.0


def web(port: int) -> str:
    """What is wrong; "" for nothing, here and below."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/health", timeout=_SECONDS) as answer:
            return "" if answer.status == 200 else f"the web service answers {answer.status}"
    except (URLError, OSError) as error:
        return f"the web service does not answer: {error}"


def worker(settings: Settings, kind: str) -> str:
    name = f"{kind}@{socket.gethostname()}"
    with App(settings) as app:
        celery = celery_app(app.broker_url)
    try:
        answers = celery.control.ping(destination=[name], timeout=_SECONDS)
    except (OperationalError, OSError) as error:
        return f"the broker does not answer: {error}"
    finally:
        celery.close()
    return "" if answers else f"{name} does not answer"


def broker(settings: Settings) -> str:
    try:
        with App(settings) as app:
            app.inbox.waiting()
    except PresswatchError as error:
        return str(error)
    return ""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m presswatch.web.probe", description=__doc__)
    parser.add_argument("what", choices=("web", "worker", "broker"))
    parser.add_argument("--kind", choices=("cpu", "io"), default="cpu", help="of the worker (default: cpu)")
    parser.add_argument("--port", type=int, default=8080, help="of the web service (default: 8080)")
    arguments = parser.parse_args()
    if arguments.what == "web":
        wrong = web(arguments.port)
    else:
        settings = Settings.from_environ(environ)
        wrong = broker(settings) if arguments.what == "broker" else worker(settings, arguments.kind)
    if wrong:
        sys.exit(wrong)


if __name__ == "__main__":
    main()
