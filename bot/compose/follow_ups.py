"""What is asked later about a commitment or a dilemma."""

from datetime import date, timedelta

from bot.compose.verbs import Verb
from bot.content import Buttons, Content, Paragraph, Style
from bot.dates.write import write_day, write_weekday
from bot.model.messages import Message, Reason
from bot.model.records import Commitment, CommitmentState, Dilemma, DilemmaState
from bot.model.situation import Situation
from bot.voice import Typed, Voice

# A bare weekday is the last one that was; a day longer ago is written out.
_WEEKDAY_IS_PLAIN = timedelta(days=7)


def follow_up_content(message: Message, situation: Situation) -> Content | Reason:
    """Return the question, or why it is not asked any more.

    ANSWERED when what it is about was closed meanwhile, CHANGED when another moment was set for it or
    it is gone. `message.subject` is the record, `message.turn` its turn at planning.
    """
    known: tuple[Commitment | Dilemma, ...] = (
        *situation.records.commitments,
        *situation.records.dilemmas,
    )
    for record in known:
        if record.id != message.subject:
            continue
        if record.state not in (CommitmentState.OPEN, DilemmaState.OPEN):
            return Reason.ANSWERED
        if record.turn != message.turn:
            return Reason.CHANGED
        if isinstance(record, Commitment):
            return commitment_question(record, situation)
        return dilemma_question(record, situation.voice)
    return Reason.CHANGED


def commitment_question(commitment: Commitment, situation: Situation) -> Content:
    """Return the question how a commitment stands."""
    voice, name = situation.voice, Typed(commitment.short_name)
    if commitment.due is None:
        question = voice.t("Hoe staat het met **{name}**?", name=name)
    else:
        day = _day_that_was(commitment.due.on, situation)
        question = voice.t("**{name}** stond voor {day}. Hoe staat het?", name=name, day=day)
    # The turn tells a press on an old question from one on the question that stands now.
    subject, turn = commitment.id, str(commitment.turn)
    buttons = (
        voice.button("Gedaan", Verb.COMMITMENT_DONE, subject, turn, Style.PRIMARY),
        voice.button("Deels", Verb.COMMITMENT_PARTLY, subject, turn),
        voice.button("Andere dag", Verb.COMMITMENT_OTHER_DAY, subject, turn),
        voice.button("Niet meer nodig", Verb.COMMITMENT_NOT_NEEDED, subject, turn),
    )
    return Content((Paragraph(question), Buttons(buttons)), commitment.short_name)


def dilemma_question(dilemma: Dilemma, voice: Voice) -> Content:
    """Return the question whether anything changed about a dilemma."""
    question = voice.t("Is er iets veranderd bij **{name}**?", name=Typed(dilemma.short_name))
    subject, turn = dilemma.id, str(dilemma.turn)
    buttons = (
        voice.button("Nog open", Verb.DILEMMA_STILL_OPEN, subject, turn),
        voice.button("Verschoven", Verb.DILEMMA_SHIFTED, subject, turn),
        voice.button("Gekozen", Verb.DILEMMA_DECIDED, subject, turn),
        voice.button("Laat ik los", Verb.DILEMMA_LET_GO, subject, turn),
    )
    return Content((Paragraph(question), Buttons(buttons)), dilemma.short_name)


def _day_that_was(on: date, situation: Situation) -> str:
    today, language = situation.now.date(), situation.voice.language
    if timedelta(0) <= today - on < _WEEKDAY_IS_PLAIN:
        return write_weekday(on, language)
    return write_day(on, language, today=today)
