"""Whatever anyone types or presses: nothing raises, and words typed in a window stay out of the chat."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.compose.verbs import Verb
from bot.content import Press
from bot.dialogue import decide
from bot.events import Pressed, Submitted
from bot.model.records import Reply
from bot.model.situation import Situation
from tests.dialogue.marked import (
    ARGS,
    MARK,
    PRESSES,
    SITUATIONS,
    SUBJECTS,
    SUBMITS,
    THOUGHT,
    everything,
    shown,
)
from tests.dialogue.situations import MT, YUSUF, situation

# What a person sees of their own words because they ask for exactly that.
ASKED_FOR = {Verb.READ_BACK, Verb.DILEMMA_PLAIN, Verb.SHARE_READ}
FIELDS = (
    "what",
    "with_whom",
    "if_then",
    "answer",
    "one_side",
    "other_side",
    "who_feels_it",
    "text",
)
TYPED = st.one_of(
    st.text(max_size=700),
    st.sampled_from(["", " ", "morgen", "vóór 1 mei", "ooit", "31-12-9999", "1-1-1", YUSUF.id, MT]),
    st.text(max_size=40).map(lambda text: f"{text}{MARK}{text}"),
)


@settings(max_examples=400, deadline=None)
@given(
    verb=st.sampled_from(PRESSES) | st.text(max_size=12),
    subject=st.sampled_from(SUBJECTS) | st.text(max_size=30),
    arg=st.sampled_from(ARGS) | st.text(max_size=30),
    chosen=st.sampled_from(SITUATIONS),
)
def test_any_button_gets_an_answer(verb: str, subject: str, arg: str, chosen: Situation) -> None:
    if verb not in PRESSES:
        return
    decision = decide.decide(chosen, Pressed(Press(verb, subject, arg)))
    heard = bool(decision.says or decision.dialog or decision.deletes or decision.saves)
    assert heard or chosen.shared
    if verb not in ASKED_FOR:
        assert not any(MARK in everything(content) for content in shown(decision))
    if decision.dialog is not None:
        assert MARK not in decision.dialog.press.encode()
        assert MARK not in decision.dialog.title


@settings(max_examples=400, deadline=None)
@given(
    verb=st.sampled_from(SUBMITS),
    subject=st.sampled_from(SUBJECTS) | st.text(max_size=30),
    arg=st.sampled_from(ARGS) | st.text(max_size=30),
    values=st.dictionaries(
        st.sampled_from((*FIELDS, "when", "decide_by", "stakes", "with_whom", "group", "shown")),
        TYPED,
    ),
    name=st.sampled_from(["", "Korte naam", "x" * 61]),
    chosen=st.sampled_from(SITUATIONS),
)
def test_any_window_can_be_sent_and_its_words_stay_out_of_the_chat(
    verb: str, subject: str, arg: str, values: dict[str, str], name: str, chosen: Situation
) -> None:
    sent = Submitted(Press(verb, subject, arg), {**values, "short_name": name})
    decision = decide.decide(chosen, sent)
    assert not any(MARK in everything(content) for content in shown(decision))
    assert not any(MARK in error for error in decision.errors.values())
    if decision.errors:
        assert not decision.saves


@settings(max_examples=200, deadline=None)
@given(words=st.text(min_size=1, max_size=400))
def test_an_answer_is_kept_as_it_was_typed(words: str) -> None:
    press = Press(Verb.REPLY_WRITE, THOUGHT.id)
    decision = decide.decide(situation(THOUGHT), Submitted(press, {"answer": words}))
    kept = [record.text for record in decision.saves if isinstance(record, Reply)]
    assert kept == ([] if decision.errors else [words])


def test_the_marker_is_there_when_it_is_asked_for() -> None:
    [say] = decide.decide(SITUATIONS[0], Pressed(Press(Verb.READ_BACK, "reply"))).says
    assert MARK in everything(say.content)
