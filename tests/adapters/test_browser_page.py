"""What is done on the page, as the bot hears it, and what the page shows after it."""

import re
from urllib.parse import quote

import pytest

from bot.content import Press
from bot.events import Deleted, Edited, Pressed, Submitted, Wrote
from bot.model.people import Language, Platform
from tests.adapters.browser_stub import HANNEKE, MT, START, YUSUF, StubHost, fill, small_win
from tests.adapters.browser_visitor import HERE, Visitor, words_of

DM = f"dm-{HANNEKE}"
FILLED: dict[str, str | list[str]] = {
    "press": Press("commit-save", "m1").encode(),
    "field": ["what", "who", "when", "stakes", "meeting", "theme", "minutes", "short"],
    "f.what": "Vraag 7 nalopen\r\nmet de balie",
    "f.who": "teamleider Vergunningen",
    "f.when": "morgen 11.00",
    "f.stakes": ["open", "money"],
    "f.meeting": "mt",
    "f.theme": "",
    "f.minutes": "5",
    "f.short": "Vraag 7",
}


@pytest.fixture
def host() -> StubHost:
    return StubHost()


@pytest.fixture
def hanneke(host: StubHost) -> Visitor:
    return Visitor(host, HANNEKE)


@pytest.fixture
def yusuf(host: StubHost) -> Visitor:
    return Visitor(host, YUSUF)


async def test_what_is_typed_reaches_the_bot_with_where_and_when(
    host: StubHost, hanneke: Visitor
) -> None:
    answer = await hanneke.post("/write", {"text": "morgen\r\n11.00 "}, event="e-7")

    assert (answer.status_code, answer.headers["location"]) == (303, f"/?as={HANNEKE}#end")
    [incoming] = host.incoming
    assert incoming.event == Wrote("morgen\n11.00 ", "b1")
    assert (incoming.person, incoming.conversation, incoming.event_id) == (HANNEKE, DM, "e-7")
    assert (incoming.platform, incoming.at, incoming.shared) == (Platform.BROWSER, START, False)
    assert await hanneke.reads() == [
        "morgen 11.00",
        "Genoteerd: morgen 11.00 Met teamleider Vergunningen Wanneer vrijdag 15 januari om "
        "11.00 uur Verander Weg ermee",
    ]


async def test_a_press_carries_its_message(host: StubHost, hanneke: Visitor) -> None:
    ref = await host.say(DM, small_win())

    await hanneke.post("/press", {"press": "later|m1|morgen", "ref": ref})

    assert host.incoming[0].event == Pressed(Press("later", "m1", "morgen"), ref)


@pytest.mark.parametrize("ref", ["", "b99", "../b1"])
async def test_a_press_on_a_message_that_is_not_here_has_no_message(
    host: StubHost, hanneke: Visitor, ref: str
) -> None:
    await hanneke.post("/press", {"press": "later|m1|", "ref": ref})

    assert host.incoming[0].event == Pressed(Press("later", "m1"), None)


async def test_a_card_changes_in_place(host: StubHost, hanneke: Visitor) -> None:
    first = await host.say(DM, small_win())
    await host.say(DM, small_win())

    news = await hanneke.act("/press", press="later|m1|", ref=first)

    assert [entry["ref"] for entry in news["entries"]] == ["b1", "b2"]
    loose = "Wat doen we voor inwoners als dit systeem een dag uitvalt?"
    assert [words == loose for words in await hanneke.reads()] == [True, False]


async def test_a_window_opens_on_the_page_and_as_a_page(hanneke: Visitor) -> None:
    news = await hanneke.act("/press", press="commit|m1|", ref="")
    page = await hanneke.post("/press", {"press": "commit|m1|"})

    for html in (news["window"], page.text):
        assert "Functie of team, geen naam nodig" in html
        assert 'aria-describedby="h-who"' in html
        assert '<option value="">Kies</option>' in html
        assert len(re.findall('type="radio"', html)) == 2
        assert re.findall('value="(.*)" checked', html) == ["trust"]
    assert "<h1" in page.text
    assert "<h1" not in news["window"]


async def test_a_window_to_read_has_nothing_to_send(hanneke: Visitor) -> None:
    news = await hanneke.act("/press", press="more|w1|", ref="")

    assert words_of(news["window"]) == (
        "Eerst meer weten Wie kan bij mijn woorden? Jij. Wat je als gewoon bericht typt, blijft ook "
        "hier staan. Sluit"
    )


async def test_a_window_is_sent_whole(host: StubHost, hanneke: Visitor) -> None:
    await hanneke.act("/press", "e-1", press="commit|m1|")

    news = await hanneke.act("/submit", "e-2", **FILLED)

    assert "window" not in news
    assert host.incoming[1].event == Submitted(
        Press("commit-save", "m1"),
        {
            "what": "Vraag 7 nalopen\nmet de balie",
            "who": "teamleider Vergunningen",
            "when": "morgen 11.00",
            "stakes": "open\nmoney",
            "meeting": "mt",
            "theme": "",
            "minutes": "5",
            "short": "Vraag 7",
        },
    )


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("who", "  ", "Vul hier iets in."),
        ("meeting", "", "Vul hier iets in."),
        ("meeting", "gemeenteraad", "Kies een van de mogelijkheden."),
        ("stakes", "roem", "Kies een van de mogelijkheden."),
        ("minutes", "een paar", "Vul een heel getal in."),
        ("short", "x" * 41, "Dit is te lang: er passen 40 tekens in."),
        ("when", "ooit", "Die dag herken ik niet."),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_the_rest_stays(
    host: StubHost, hanneke: Visitor, name: str, value: str, problem: str
) -> None:
    await hanneke.act("/press", "e-1", press="commit|m1|")

    window = (await hanneke.act("/submit", "e-2", **{**FILLED, f"f.{name}": value}))["window"]

    assert f'<p class="error" id="e-{name}">{problem}</p>' in window
    assert window.count('aria-invalid="true"') == 1
    assert re.search(rf'id="f-{name}"[^>]*aria-describedby="[^"]*e-{name}"', window)
    assert f'<a href="#f-{name}">' in window
    assert "Vraag 7 nalopen\nmet de balie</textarea>" in window
    assert await hanneke.reads() == []


async def test_a_window_that_is_not_stored_stays_open_with_all_that_was_typed(
    host: StubHost, hanneke: Visitor
) -> None:
    await hanneke.act("/press", "e-1", press="commit|m1|")
    host.fails = True

    for with_script in (True, False):
        answer = await hanneke.post("/submit", FILLED, event="e-2", with_script=with_script)
        html = answer.json()["window"] if with_script else answer.text
        assert answer.status_code == 503
        assert "Je tekst staat nog in het venster. Probeer het zo nog eens." in html
        assert 'value="teamleider Vergunningen"' in html


async def test_a_message_that_is_not_stored_does_not_stand_there(
    host: StubHost, hanneke: Visitor
) -> None:
    host.fails = True

    failed = await hanneke.post("/write", {"text": "hallo"}, event="e-1", with_script=True)
    assert failed.status_code == 503
    assert failed.json()["error"].startswith("Het versturen lukte niet. Je tekst staat nog")
    assert failed.json()["entries"] == [{"ref": "b1", "changed": 2, "html": ""}]
    assert await hanneke.reads() == []

    host.fails = False
    await hanneke.act("/write", "e-1", text="hallo")
    assert (await hanneke.reads())[0] == "hallo"


@pytest.mark.parametrize(
    ("path", "fields"),
    [("/press", {"press": "later|m1|"}), ("/move", {"how": "day"})],
)
async def test_a_failure_is_said(
    host: StubHost, hanneke: Visitor, path: str, fields: dict[str, str]
) -> None:
    host.fails = True
    answer = await hanneke.post(path, fields, with_script=True)
    page = await hanneke.post(path, fields)

    words = "Dat lukte niet. Er is niets veranderd. Probeer het zo nog eens."
    assert (answer.status_code, answer.json()["error"]) == (503, words)
    assert (page.status_code, words in page.text) == (503, True)


async def test_the_same_event_twice_goes_to_the_bot_twice_with_one_id(
    host: StubHost, hanneke: Visitor
) -> None:
    for _ in range(2):
        await hanneke.post("/write", {"text": "hallo"}, event="e-9")

    assert [incoming.event_id for incoming in host.incoming] == ["e-9", "e-9"]
    assert {incoming.event for incoming in host.incoming} == {Wrote("hallo", "b1")}
    assert (await hanneke.reads()).count("hallo") == 1


async def test_own_words_can_be_changed_and_taken_away(host: StubHost, hanneke: Visitor) -> None:
    await hanneke.act("/write", "e-1", text="hallo")
    await hanneke.act("/edit", "e-2", ref="b1", text="dag")
    assert (await hanneke.reads())[0] == "dag"
    await hanneke.act("/delete", "e-3", ref="b1")

    assert [incoming.event for incoming in host.incoming] == [
        Wrote("hallo", "b1"),
        Edited("dag", "b1"),
        Deleted("b1"),
    ]
    assert (await hanneke.reads())[0] == "Bericht verwijderd"


@pytest.mark.parametrize("path", ["/edit", "/delete"])
async def test_the_words_of_others_cannot(
    host: StubHost, hanneke: Visitor, yusuf: Visitor, path: str
) -> None:
    await yusuf.act("/write", "e-1", text="van Yusuf", **{"in": MT})
    bot = await host.say(MT, small_win())

    for ref in ("b1", bot):
        fields = {"in": MT, "ref": ref, "text": "van mij"}
        assert (await hanneke.post(path, fields, event="e-2")).status_code == 404
    assert len(host.incoming) == 1


async def test_a_channel_is_read_by_everybody(
    host: StubHost, hanneke: Visitor, yusuf: Visitor
) -> None:
    await hanneke.act("/write", text="@Zetje vraag begroting", **{"in": MT})

    assert (host.incoming[0].conversation, host.incoming[0].shared) == (MT, True)
    assert (await yusuf.reads(f"&in={MT}"))[0] == "@Zetje vraag begroting"
    page = (await yusuf.get(f"/?as={YUSUF}&in={MT}")).text
    assert "Dit leest iedereen in MT Sociaal. Je typt als Yusuf El Amrani." in page
    assert "<span>Hanneke de Wit</span>" in page
    assert await yusuf.reads() == []


async def test_time_moves_on_once_per_event_and_says_for_whom_something_came(
    host: StubHost, hanneke: Visitor
) -> None:
    await hanneke.act("/move", "e-1", how="month")
    news = await hanneke.act("/move", "e-1", how="month")

    assert host.moves == ["month"]
    assert news["now"] == "dinsdag 12 januari 2027, 13.15 uur"
    assert news["unseen"] == {"dm-fatma": 0, "dm-bram": 0, "dm-yusuf": 1, "dm-joke": 0, MT: 0}


async def test_the_status_names_who_got_something(hanneke: Visitor) -> None:
    news = await hanneke.act("/move", how="next")

    assert news["status"] == (
        "Het is nu dinsdag 12 januari 2027, 13.15 uur. Er kwamen 2 nieuwe berichten, voor "
        "Hanneke de Wit, Yusuf El Amrani."
    )


@pytest.mark.parametrize(
    ("language", "lang", "words"),
    [
        (Language.NL, "nl", "Wie ben je?"),
        (Language.NL_FORMAL, "nl", "Wie bent u?"),
        (Language.EN, "en", "Who are you?"),
    ],
)
async def test_the_page_speaks_the_language_of_who_looks(
    hanneke: Visitor, language: Language, lang: str, words: str
) -> None:
    assert (await hanneke.post("/language", {"language": language})).status_code == 303

    page = (await hanneke.get("/?as=hanneke")).text
    assert f'<html lang="{lang}">' in page
    assert words in page
    assert 'aria-pressed="true">' in page


async def test_days_are_set_apart_and_times_are_local(host: StubHost, hanneke: Visitor) -> None:
    await fill(host)

    page = (await hanneke.get()).text
    days = re.findall(r'<li class="day" id="day-(.*?)"><span>(.*?)</span>', page)
    assert days == [("2027-01-11", "maandag 11 januari"), ("2027-01-14", "donderdag 14 januari")]
    assert re.findall(r">([\d.]+ uur)</time></p>\n", page)[:3] == [
        "9.00 uur",
        "12.15 uur",
        "12.19 uur",
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "javascript:alert(1)",
        "[klik](javascript:alert(1))",
        "<!channel> <@U123> <at>iedereen</at>",
        "{{ 7 * 7 }} {% raw %}",
        "</textarea><script>alert(1)</script>",
        "\n\neerst twee lege regels",
        "=HYPERLINK(1)",
    ],
)
async def test_nothing_that_is_typed_comes_alive(hanneke: Visitor, typed: str) -> None:
    await hanneke.act("/write", "e-1", text=typed)
    await hanneke.act("/press", "e-2", press="commit|m1|")
    wrong = {**FILLED, "f.what": typed, "f.short": typed, "f.minutes": "?"}
    window = (await hanneke.act("/submit", "e-3", **wrong))["window"]

    page = (await hanneke.get()).text
    for html in (page, window):
        assert not re.search(r"<script(?! src)|<img src=x|<a [^>]*javascript:|<at>|<!channel", html)
    escaped = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    escaped = escaped.replace('"', "&#34;")
    assert page.count(f'<bdi class="typed">{escaped}</bdi>') == 2
    assert f">\n{escaped}</textarea>" in page
    assert f">\n{escaped}</textarea>" in window


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/?as=niemand", 404),
        ("/?as=hanneke&in=dm-yusuf", 404),
        ("/?as=hanneke&in=elders", 404),
        ("/?as=" + quote("<script>"), 404),
        ("/live?as=niemand", 404),
        ("/overzicht?as=niemand", 404),
        ("/overzicht?as=hanneke&month=januari", 404),
        ("/static/../page.py", 404),
        ("/write", 405),
    ],
)
async def test_what_is_not_there(hanneke: Visitor, path: str, status: int) -> None:
    answer = await hanneke.get(path)

    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("path", "fields", "event", "status"),
    [
        ("/write", {"as": "niemand", "text": "hallo"}, "e-1", 404),
        ("/write", {"text": "hallo"}, "", 400),
        ("/write", {"text": "hallo"}, "a b", 400),
        ("/write", {"text": "hallo"}, "x" * 65, 400),
        ("/write", {"text": "x" * 300_000}, "e-1", 413),
        ("/write", {f"n{number}": "" for number in range(600)}, "e-1", 400),
        ("/move", {"how": "year"}, "e-1", 400),
        ("/language", {"language": "fr"}, "e-1", 400),
    ],
)
async def test_what_is_sent_must_make_sense(
    host: StubHost,
    hanneke: Visitor,
    path: str,
    fields: dict[str, str | list[str]],
    event: str,
    status: int,
) -> None:
    answer = await hanneke.post(path, fields, event=event)

    assert answer.status_code == status
    assert (host.incoming, host.moves, host.languages) == ([], [], {})


async def test_only_a_plain_form_is_read(host: StubHost, hanneke: Visitor) -> None:
    kind = {"Content-Type": "text/plain"}
    assert (await hanneke.post("/write", {"text": "x"}, headers=kind)).status_code == 415
    assert host.incoming == []


async def test_nothing_but_spaces_is_not_sent(host: StubHost, hanneke: Visitor) -> None:
    await hanneke.post("/write", {"text": " \n "})

    assert host.incoming == []


async def test_the_overview_keeps_its_own_style_and_no_script(
    host: StubHost, hanneke: Visitor
) -> None:
    missing = await hanneke.get("/overzicht?as=hanneke&month=2026-12")
    assert missing.status_code == 404
    assert "Er is nog geen overzicht." in missing.text

    host.digest = "<title>Januari</title><style>p { color: navy }</style><body><p>Klaar</body>"
    answer = await hanneke.get("/overzicht?as=hanneke")
    assert re.sub(r"\n<nav.*</nav>", "", answer.text) == host.digest
    assert '<a href="/?as=hanneke">Terug naar het gesprek</a>' in answer.text
    policy = answer.headers["content-security-policy"]
    assert re.search(r"style-src 'self' 'sha256-[\w+/]{43}=';", policy)
    assert "script-src" not in policy
    assert "default-src 'none'" in policy


async def test_a_page_of_an_earlier_demo_is_loaded_anew(hanneke: Visitor) -> None:
    hanneke.position = "0a0a0a0a.12"

    assert await hanneke.act("/move", how="day") == {
        "reload": True,
        "status": "Het is nu dinsdag 12 januari 2027, 13.15 uur. Er kwamen 2 nieuwe berichten, "
        "voor Hanneke de Wit, Yusuf El Amrani.",
    }


async def test_a_form_works_from_either_name_of_this_machine(host: StubHost) -> None:
    visitor = Visitor(host)
    there = HERE.replace("127.0.0.1", "localhost")
    headers = {"Origin": there, "Host": there.removeprefix("http://")}

    assert (await visitor.post("/write", {"text": "hallo"}, headers=headers)).status_code == 303
