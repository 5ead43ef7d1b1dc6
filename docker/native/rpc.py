"""A user of Odoo, over HTTP: log in, call a method of a model."""

import http.cookiejar
import json
import urllib.error
import urllib.request
from typing import Any


class RpcError(Exception):
    """Odoo answered with an error: its text for the user."""


class Client:
    """One logged-in session."""

    def __init__(self, url: str, database: str, login: str = "admin", password: str = "admin") -> None:  # noqa: S107
        self.url = url
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        answer = self.post("/web/session/authenticate", {"db": database, "login": login, "password": password})
        self.uid: int = answer["uid"]

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """The answer of a public method of a model; RpcError when it raises."""
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        return self.post("/web/dataset/call_kw", params)

    def post(self, path: str, params: dict[str, Any], timeout: float = 120) -> Any:
        """The result of a JSON-RPC route."""
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode()
        request = urllib.request.Request(self.url + path, body, {"Content-Type": "application/json"})  # noqa: S310
        with self._opener.open(request, timeout=timeout) as response:
            answer = json.load(response)
        if "error" in answer:
            data = answer["error"].get("data") or {}
            raise RpcError(data.get("message") or answer["error"].get("message") or "unknown error")
        return answer.get("result")


def answers(url: str, timeout: float = 2) -> bool:
    """Whether a GET of that URL is answered with 200."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=timeout) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
