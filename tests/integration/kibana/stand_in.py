"""A stand-in for Kibana: a real HTTP server on loopback that answers the two requests of the setup as Kibana does.

No Kibana runs here. What is held to is its documented API: the status that turns from 503 to available, the cross-site
header, basic authentication, spaces in the path, a multipart file of NDJSON, overwriting by type and id, references
that must be there, errors by object.
"""

from __future__ import annotations

import base64
import json
import threading
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

Saved = dict[tuple[str, str, str], dict[str, Any]]


class StandIn:
    """Within `with`. Has the default space and one named "desk"."""

    def __init__(self, *, version: str = "9.1.0", base: str = "") -> None:
        self.version = version
        self.base = base
        self.saved: Saved = {}  # by space ("" is the default one), type and id
        self.imports = 0
        self.looks = 0
        self._answers_503 = 0
        self._level: dict[str, str] = {"level": "available"}
        self._refused: dict[str, str] = {}
        self._user: tuple[str, str] | None = None
        self._may_import = True
        self._page: bytes | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def starts_after(self, looks: int) -> None:
        """Answer so many looks with 503, as Kibana does before it is ready."""
        self._answers_503 = looks

    def says(self, **overall: str) -> None:
        """Its overall status: level="available" in Kibana 8 and later, state="green" before."""
        self._level = overall

    def refuses(self, id_: str, error: str) -> None:
        self._refused[id_] = error

    def requires(self, user: str, password: str) -> None:
        self._user = (user, password)

    def forbids_imports(self) -> None:
        self._may_import = False

    def is_something_else(self, page: bytes) -> None:
        self._page = page

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{self.base}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, Any]:
        if self._page is not None:
            return 200, self._page
        parts = urlsplit(path)
        if not parts.path.startswith(self.base):
            return 404, {"statusCode": 404, "error": "Not Found", "message": "Not Found"}
        where = parts.path.removeprefix(self.base)
        if self._user and headers.get("Authorization") != f"Basic {_basic(*self._user)}":
            return 401, {"statusCode": 401, "error": "Unauthorized", "message": "unable to authenticate user"}
        if where == "/api/status" and method == "GET":
            return self._status()
        space = ""
        if where.startswith("/s/"):
            space, _, where = where.removeprefix("/s/").partition("/")
            where = f"/{where}"
            if space != "desk":
                message = f"Saved object [space/{space}] not found"
                return 404, {"statusCode": 404, "error": "Not Found", "message": message}
        if where != "/api/saved_objects/_import" or method != "POST":
            return 404, {"statusCode": 404, "error": "Not Found", "message": "Not Found"}
        if not headers.get("kbn-xsrf"):
            return 400, {
                "statusCode": 400,
                "error": "Bad Request",
                "message": "Request must contain a kbn-xsrf header.",
            }
        if not self._may_import:
            return 403, {"statusCode": 403, "error": "Forbidden", "message": "Unable to bulk_create dashboard"}
        return self._import(space, parse_qs(parts.query), headers, body)

    def _status(self) -> tuple[int, Any]:
        self.looks += 1
        if self.looks <= self._answers_503:
            return 503, b"Kibana server is not ready yet"
        return 200, {"name": "here", "version": {"number": self.version}, "status": {"overall": self._level}}

    def _import(self, space: str, asked: dict[str, list[str]], headers: Any, body: bytes) -> tuple[int, Any]:
        head = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode()
        parts = list(message_from_bytes(head + body, policy=HTTP).iter_parts())
        files = [part for part in parts if part.get_param("name", header="content-disposition") == "file"]
        if len(files) != 1 or not str(files[0].get_filename()).endswith(".ndjson"):
            return 400, {"statusCode": 400, "error": "Bad Request", "message": "Invalid file extension"}
        given = [json.loads(line) for line in files[0].get_payload(decode=True).splitlines()]
        self.imports += 1
        there = {(type_, id_) for where, type_, id_ in self.saved if where == space}
        there |= {(one["type"], one["id"]) for one in given}
        errors = []
        results = []
        for one in given:
            error = self._wrong(space, one, there, overwrite=asked.get("overwrite") == ["true"])
            if error:
                errors.append({"id": one["id"], "type": one["type"], "meta": {}, "error": error})
            else:
                self.saved[space, one["type"], one["id"]] = one
                results.append({"id": one["id"], "type": one["type"], "overwrite": True})
        answer = {"success": not errors, "successCount": len(results), "successResults": results}
        return 200, answer | ({"errors": errors} if errors else {})

    def _wrong(self, space: str, one: Any, there: set[tuple[str, str]], *, overwrite: bool) -> Any:
        if one["id"] in self._refused:
            return {"type": "unknown", "message": self._refused[one["id"]], "statusCode": 400}
        missing = [
            {"type": reference["type"], "id": reference["id"]}
            for reference in one["references"]
            if (reference["type"], reference["id"]) not in there
        ]
        if missing:
            return {"type": "missing_references", "references": missing}
        if (space, one["type"], one["id"]) in self.saved and not overwrite:
            return {"type": "conflict"}
        return None


def _basic(user: str, password: str) -> str:
    return base64.b64encode(f"{user}:{password}".encode()).decode()


def _handler_of(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, said = stand_in.answer(self.command, self.path, self.headers, body)
            content = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/plain" if isinstance(said, bytes) else "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _serve  # noqa: N815 - the names of http.server

        def log_message(self, *_: object) -> None:
            pass

    return Handler
