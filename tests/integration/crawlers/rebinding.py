"""`tests.integration.crawlers.files` in a world whose names have another address at each look-up (DNS rebinding).

Run as a module as that is. It takes the place of the system's resolver, below all that a crawl does itself.
"""

from __future__ import annotations

import socket
import sys
from collections import Counter
from pathlib import Path
from typing import Any

OUT, IN = "127.0.0.1", "127.0.1.1"  # allowed to the crawl of the tests, and not
ANSWERS = {
    "out-then-in.test": [[OUT], [IN]],
    "in-then-out.test": [[IN], [OUT]],
    "both.test": [[IN, OUT], [IN, OUT]],
    "mapped.test": [[f"::ffff:{OUT}"], [f"::ffff:{IN}"]],
}


def resolver(system: Any, note: Path) -> Any:
    asked: Counter[str] = Counter()

    def getaddrinfo(host: str, port: int | None, *rest: Any, **named: Any) -> Any:
        if host not in ANSWERS:
            return system(host, port, *rest, **named)
        answers = ANSWERS[host]
        addresses = answers[asked[host] % len(answers)]
        asked[host] += 1
        with note.open("a") as file:
            file.write(f"{host}\n")
        return [each for address in addresses for each in system(address, port, type=socket.SOCK_STREAM)]

    return getaddrinfo


if __name__ == "__main__":
    socket.getaddrinfo = resolver(socket.getaddrinfo, Path(sys.argv[1]).parent / "asked")  # before anyone imports it

    from tests.integration.crawlers.files import main

    main()
