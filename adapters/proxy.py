"""The proxy that requests to the outside go through, as HTTPS_PROXY, HTTP_PROXY and NO_PROXY say.

Python's own library reads those, as every program does; what they say is looked up once for each host.
Nothing on this machine itself is asked for through a proxy.
"""

from collections.abc import Mapping
from functools import cache
from ipaddress import ip_address
from typing import TypedDict
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass

from yarl import URL

from bot.errors import SettingsError

_SECURE = {"wss": "https", "ws": "http"}


class Way(TypedDict):
    """What a request of aiohttp is told of its proxy; None where it has none."""

    proxy: str | None


def refuse_unusable(environment: Mapping[str, str]) -> None:
    """Raise SettingsError for a proxy in this environment that no request could go through.

    Each is looked for where Python's own library does; nothing of what it holds is shown.
    """
    for scheme in ("https", "http"):
        names = (f"{scheme}_proxy", f"{scheme}_proxy".upper(), "all_proxy", "ALL_PROXY")
        name = next((name for name in names if environment.get(name, "").strip()), None)
        if name is not None and not _is_usable(environment[name].strip()):
            raise SettingsError(
                f"{name} is no proxy that can be used: write it like http://proxy.example.nl:3128 "
                "(SOCKS cannot be used)"
            )


def _is_usable(address: str) -> bool:
    has_scheme = "://" in address
    try:
        parts = urlsplit(address if has_scheme else f"http://{address}")
        port = parts.port
    except ValueError:
        return False
    # A word alone is hardly ever the name of a proxy.
    return parts.scheme in ("http", "https") and bool(parts.hostname) and (has_scheme or bool(port))


def by_proxy(url: str | URL) -> Way:
    """Return by which proxy to go to this address; the address of that one holds its password."""
    return Way(proxy=proxy_for(str(url)))


def proxies() -> dict[str, str]:
    """Return the proxies that are set, by scheme, without names and passwords."""
    found = {scheme: proxy_for(f"{scheme}://proxy.invalid") for scheme in ("https", "http")}
    return {scheme: _bare(address) for scheme, address in found.items() if address}


def proxy_for(url: str) -> str | None:
    """Return the whole address of the proxy on the way to this address, its password included, or None."""
    parts = urlsplit(url)
    scheme = _SECURE.get(parts.scheme, parts.scheme)
    return _address(scheme, parts.hostname or "", parts.port)


@cache
def _address(scheme: str, host: str, port: int | None) -> str | None:
    set_up = getproxies_environment()
    named = f"{host}:{port}" if port else host
    if _is_here(host) or proxy_bypass(named):
        return None
    address = set_up.get(scheme) or set_up.get("all")
    if not address:
        return None
    return address if "://" in address else f"http://{address}"


def _bare(address: str) -> str:
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
