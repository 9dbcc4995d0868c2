"""The few pages that somebody sees who installs the app by OAuth: in Dutch, or in English if they ask."""

from enum import Enum
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Page(Enum):
    """A page: its status, and title and text in Dutch and in English."""

    INSTALLED = (
        200,
        (
            "Zetje staat in je workspace",
            "Open Slack, kies Zetje onder Apps en typ beheer met je code erachter.",
        ),
        (
            "Zetje is in your workspace",
            "Open Slack, choose Zetje under Apps and type admin followed by your code.",
        ),
    )
    NOT_INSTALLED = (
        400,
        (
            "Zetje is niet geïnstalleerd",
            "Slack gaf geen toestemming. Er is niets veranderd. Probeer het nog eens.",
        ),
        (
            "Zetje was not installed",
            "Slack gave no permission. Nothing has changed. Please try again.",
        ),
    )
    ELSEWHERE = (
        400,
        (
            "Deze app hoort bij een andere workspace",
            "Er is niets veranderd. Vraag wie Zetje beheert om een app voor deze workspace.",
        ),
        (
            "This app belongs to another workspace",
            "Nothing has changed. Ask whoever runs Zetje for an app for this workspace.",
        ),
    )
    TOO_LATE = (
        400,
        (
            "Deze aanvraag klopt niet meer",
            "Begin opnieuw, in dezelfde browser en binnen tien minuten.",
        ),
        (
            "This request is no longer valid",
            "Start again, in the same browser and within ten minutes.",
        ),
    )
    WHOLE_ORGANISATION = (
        400,
        (
            "Kies één workspace",
            "Zetje wordt per workspace geïnstalleerd, niet voor een hele organisatie.",
        ),
        ("Choose one workspace", "Zetje is installed per workspace, not for a whole organisation."),
    )
    ROTATION = (
        400,
        (
            "Zet token rotation uit",
            "De app heeft token rotation aanstaan. Zet dat uit in het manifest en installeer opnieuw.",
        ),
        (
            "Switch token rotation off",
            "The app has token rotation switched on. Switch it off in the manifest and install again.",
        ),
    )
    NOT_HERE = (
        404,
        (
            "Hier valt niets te installeren",
            "Controleer het adres, ZETJE_PUBLIC_URL en het apps-bestand.",
        ),
        (
            "There is nothing to install here",
            "Check the address, ZETJE_PUBLIC_URL and the apps file.",
        ),
    )


def page(request: Request, shown: Page) -> Response:
    """Return the page in the language that the browser asks for."""
    status, dutch, english = shown.value
    asked = request.headers.get("accept-language", "nl").lower()
    is_english = asked.startswith("en")
    title, words = english if is_english else dutch
    html = (
        f'<!doctype html><html lang="{"en" if is_english else "nl"}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>"
        "<style>body{font:1.1rem/1.5 sans-serif;margin:3rem auto;max-width:34rem;padding:0 1rem}</style>"
        f"</head><body><main><h1>{escape(title)}</h1><p>{escape(words)}</p></main></body></html>"
    )
    return HTMLResponse(html, status, headers=_HEADERS)
