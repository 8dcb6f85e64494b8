"""An OpenID Connect server on loopback that keeps to the protocol, and breaks it where a test asks.

It answers over HTTP as an office's would: discovery, keys, authorization code with PKCE, tokens, userinfo. Who asks for
``authorize`` is taken for ``person`` without a form. The same tests run against npm's ``oidc-provider``, which does not
misbehave; see ``tests/pages/test_oidc_npm.py``.
"""

from __future__ import annotations

import base64
import secrets
import threading
import time
from collections.abc import Callable
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlencode

import uvicorn
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bench.served import free_port

CLIENT, SECRET = "petasalur", "rahasia klien untuk tes"


class OidcServer:
    """``with OidcServer(return_address) as server``."""

    def __init__(self, return_address: str) -> None:
        self.return_address = return_address
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self.key = RSAKey.generate_key(2048, {"alg": "RS256", "use": "sig"}, auto_kid=True)
        self.behave()
        routes = [
            Route("/.well-known/openid-configuration", self._discovery),
            Route("/jwks", lambda _request: self._noted("jwks", JSONResponse(self.shown.as_dict(private=False)))),
            Route("/auth", self._authorize),
            Route("/token", self._token, methods=["POST"]),
            Route("/me", self._userinfo),
        ]
        config = uvicorn.Config(Starlette(routes=routes), port=self.port, log_level="error", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def behave(self) -> None:
        """Keep to the protocol, and forget what was asked."""
        self.shown = KeySet([self.key])
        self.person: dict[str, Any] = {"sub": "orang-1", "email": "siti@kantor.example", "email_verified": True}
        self.in_token = {"sub"}
        self.bend: Callable[[dict[str, Any]], None] = lambda _claims: None
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.facts: dict[str, Any] = {}
        self.given: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)

    def signed(self, claims: dict[str, Any], key: RSAKey | None = None) -> str:
        header = {"alg": "RS256", "kid": self.key.kid}
        return jwt.encode(header, claims, key or self.key, algorithms=["RS256"])

    def _noted(self, what: str, answer: Response) -> Response:
        self.asked.append(what)
        return answer

    def _discovery(self, _request: Request) -> Response:
        found = {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/me", "end_session_endpoint": f"{self.issuer}/end",
            "authorization_response_iss_parameter_supported": True,
        }  # fmt: skip
        return self._noted("discovery", JSONResponse(found | self.facts))

    def _authorize(self, request: Request) -> Response:
        given = dict(request.query_params)
        right = {
            "client_id": CLIENT, "redirect_uri": self.return_address, "response_type": "code",
            "code_challenge_method": "S256",
        }  # fmt: skip
        if any(given.get(name) != value for name, value in right.items()) or "openid" not in given["scope"].split():
            return Response("invalid_request", status_code=400)
        code = secrets.token_urlsafe(16)
        self.given[code] = given
        back = {"code": code, "state": given["state"], "iss": self.issuer}
        return RedirectResponse(f"{self.return_address}?{urlencode(back)}", status_code=303)

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        kind, _, packed = request.headers.get("authorization", "").partition(" ")
        told = unquote(base64.b64decode(packed).decode()) if kind == "Basic" else ""
        if told != f"{CLIENT}:{SECRET}":
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        given = self.given.pop(form.get("code", ""), None)
        if (
            given is None
            or create_s256_code_challenge(form.get("code_verifier", "")) != given["code_challenge"]
            or form.get("redirect_uri") != self.return_address
        ):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        now = int(time.time())
        claims = {name: value for name, value in self.person.items() if name in self.in_token}
        claims |= {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": given["nonce"]}
        self.bend(claims)
        token = {"access_token": "tiket", "token_type": "Bearer", "id_token": self.sign(claims)}
        return self._noted("token", JSONResponse(token))

    def _userinfo(self, request: Request) -> Response:
        if request.headers.get("authorization") != "Bearer tiket":
            return Response(status_code=401)
        return self._noted("userinfo", JSONResponse(self.person))
