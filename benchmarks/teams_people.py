"""What stands in for Teams while measuring: its signing key, and activities of a hundred people."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

APP = "33333333-3333-4333-8333-333333333333"
SECRET = "a client secret to measure with"
ISSUER = "https://api.botframework.com"
TOWN = "44444444-4444-4444-8444-444444444444"
PEOPLE = tuple(str(uuid5(NAMESPACE_DNS, f"person-{number}")) for number in range(100))

_KID = "a-key"
_NUMBERS = count(1)


def app_at(far_end: str, per_second: float = 0) -> dict[str, Any]:
    """Return the app of the apps file that knows Teams and its keys at this address (0: no pace)."""
    return {
        "app_id": APP,
        "client_secret": SECRET,
        "home_tenant": "home",
        "hosts": ["127.0.0.1"],
        "login_url": f"{far_end}/",
        "openid_url": f"{far_end}/metadata",
        "per_second": per_second,
    }


class Signer:
    """Signs what Teams sends; `keys` is what is published of it."""

    def __init__(self) -> None:
        self._private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = json.loads(RSAAlgorithm.to_jwk(self._private.public_key()))
        about = {"kid": _KID, "endorsements": ["msteams"]}
        self.keys = json.dumps({"keys": [public | about]}).encode()

    def header(self, service_url: str) -> dict[str, str]:
        """Return the header of a request; Teams uses one token for many."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": APP,
            "serviceurl": service_url,
            "nbf": now - 60,
            "exp": now + 3600,
        }
        token = jwt.encode(claims, self._private, algorithm="RS256", headers={"kid": _KID})
        return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}


def message(who: str, text: str, service_url: str) -> bytes:
    """Return a typed message of this person."""
    about = {"type": "message", "text": text, "textFormat": "plain"}
    return _written(who, service_url, about)


def invoke(who: str, name: str, press: str, service_url: str) -> bytes:
    """Return a press of this person: `task/fetch` or `adaptiveCard/action`."""
    value: dict[str, Any] = {"data": {"press": press}}
    if name == "adaptiveCard/action":
        value = {"action": {"type": "Action.Execute", **value}, "trigger": "manual"}
    # Each on a card of its own: the same press on the same card may be taken for one, delivered again.
    about = {"type": "invoke", "name": name, "value": value, "replyToId": f"c{next(_NUMBERS)}"}
    return _written(who, service_url, about)


@contextmanager
def process(
    module: str, *arguments: str, environment: dict[str, str] | None = None
) -> Iterator[int]:
    """Run a module that prints its port, until the block ends; gives the port."""
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        cwd=Path(__file__).parents[1],
        text=True,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            yield int(child.stdout.readline())
        finally:
            child.stdin.close()
            child.wait(timeout=30)


def percentile(seconds: Sequence[float], share: float) -> float:
    """Return what this share of the values is not above."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _written(who: str, service_url: str, about: dict[str, Any]) -> bytes:
    activity = {
        "id": f"f:{next(_NUMBERS)}",
        "timestamp": "2027-01-14T11:15:00.000Z",
        "localTimezone": "Europe/Amsterdam",
        "locale": "nl-NL",
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": {"id": f"29:{who}", "aadObjectId": who, "name": "Hanneke"},
        "recipient": {"id": f"28:{APP}", "name": "Zetje"},
        "conversation": {
            "conversationType": "personal",
            "tenantId": TOWN,
            "id": f"a:1{who}",
        },
        "channelData": {"tenant": {"id": TOWN}},
        "entities": [{"type": "clientInfo", "locale": "nl-NL", "platform": "Windows"}],
    }
    return json.dumps(activity | about).encode()
