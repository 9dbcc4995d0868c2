"""The keys that Microsoft signs activities with, and the tokens made with them: good ones and bad ones."""

import base64
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from tests.standins.teams.world import Json

ISSUER = "https://api.botframework.com"
HOUR = 3600


@dataclass(frozen=True)
class Key:
    id: str
    private: rsa.RSAPrivateKey
    endorsements: tuple[str, ...] = ("msteams", "webchat", "directline")

    def published(self) -> Json:
        public = json.loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        return {
            "kty": "RSA",
            "use": "sig",
            "kid": self.id,
            "x5t": self.id,
            "n": public["n"],
            "e": public["e"],
            "endorsements": list(self.endorsements),
        }


def make_key(*endorsements: str) -> Key:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return Key(uuid4().hex, private, endorsements) if endorsements else Key(uuid4().hex, private)


@cache
def _first_keys() -> tuple[Key, Key, Key]:
    """Making keys takes long, so that these are the same after every reset."""
    return make_key("webchat"), make_key(), make_key()


class Keys:
    """The keys that are published. The newest signs; one of them is not for Teams."""

    def __init__(self) -> None:
        first, second, self._stranger = _first_keys()
        self.published = [first, second]

    def rotate(self, *, keep_old: bool = True) -> None:
        """Sign with a new key from now on; the old ones stay published, unless told otherwise."""
        self.published = [*(self.published if keep_old else self.published[:1]), make_key()]

    def as_published(self) -> Json:
        return {"keys": [key.published() for key in self.published]}

    def header(self, token: str, app_id: str, service_url: str) -> Mapping[str, str]:
        """Return the header of a request to the bot with this kind of token."""
        if token == "missing":
            return {}
        if token not in _MAKERS:
            raise ValueError(f"tokens are {sorted(_MAKERS)} and missing, not {token!r}")
        return {"Authorization": _MAKERS[token](self, app_id, service_url)}

    def signed(self, app_id: str, service_url: str, **other: object) -> str:
        """Return a token with these claims in place of the right ones."""
        now = int(time.time())
        claims = {
            "serviceurl": service_url,
            "nbf": now - 60,
            "exp": now + HOUR,
            "iss": ISSUER,
            "aud": app_id,
        }
        return self.sign(self.published[-1], {**claims, **other})

    def sign(self, key: Key, claims: Json, kid: str = "") -> str:
        headers = {"kid": kid or key.id, "x5t": kid or key.id}
        return "Bearer " + jwt.encode(claims, key.private, algorithm="RS256", headers=headers)

    def forged(self, app_id: str, url: str) -> str:
        claims = _claims(self.signed(app_id, url))
        return self.sign(self._stranger, claims, kid=self.published[-1].id)

    def unknown_key(self, app_id: str, url: str) -> str:
        return self.sign(self._stranger, _claims(self.signed(app_id, url)), kid=uuid4().hex)

    def not_endorsed(self, app_id: str, url: str) -> str:
        return self.sign(self.published[0], _claims(self.signed(app_id, url)))

    def unsigned(self, app_id: str, url: str) -> str:
        claims = _claims(self.signed(app_id, url))
        headers = {"kid": self.published[-1].id}
        return "Bearer " + jwt.encode(claims, "", algorithm="none", headers=headers)

    def altered(self, app_id: str, url: str) -> str:
        """A good token whose claims were changed afterwards."""
        head, _, signature = self.signed(app_id, url, aud="another").split(".")
        claims = json.dumps(_claims(self.signed(app_id, url))).encode()
        body = base64.urlsafe_b64encode(claims).rstrip(b"=").decode()
        return f"{head}.{body}.{signature}"


def _claims(token: str) -> Json:
    claims: Json = jwt.decode(token.removeprefix("Bearer "), options={"verify_signature": False})
    return claims


_MAKERS: Mapping[str, Callable[[Keys, str, str], str]] = {
    "good": lambda keys, app, url: keys.signed(app, url),
    "forged": Keys.forged,
    "altered": Keys.altered,
    "expired": lambda keys, app, url: keys.signed(app, url, exp=int(time.time()) - HOUR),
    "not_yet": lambda keys, app, url: keys.signed(app, url, nbf=int(time.time()) + HOUR),
    "wrong_audience": lambda keys, app, url: keys.signed(str(uuid4()), url),
    "wrong_issuer": lambda keys, app, url: keys.signed(app, url, iss="https://sts.example"),
    "wrong_service_url": lambda keys, app, url: keys.signed(app, "https://elsewhere.example/"),
    "no_service_url": lambda keys, app, url: keys.signed(app, ""),
    "unknown_key": Keys.unknown_key,
    "not_endorsed": Keys.not_endorsed,
    "alg_none": Keys.unsigned,
    "garbage": lambda keys, app, url: "Bearer abc.def.ghi",
    "not_a_token": lambda keys, app, url: "Bearer",
    "basic": lambda keys, app, url: "Basic " + base64.b64encode(b"user:secret").decode(),
    "empty": lambda keys, app, url: "",
}
