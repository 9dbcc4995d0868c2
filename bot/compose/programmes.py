"""What a programme says around its steps: the opening stands above the first one."""

from dataclasses import replace

from bot.content import Content, Paragraph, plain
from bot.model.ids import PromptId
from bot.model.people import Language
from bot.model.series import Series


def with_opening(content: Content, series: Series, step: PromptId, language: Language) -> Content:
    """Return the content of a step with the opening above it when it is the first of a programme."""
    programme = series.programme
    if programme is None or not series.steps or step != series.steps[0]:
        return content
    words = programme.text(language)
    opening = (
        Paragraph(plain(words.title, strong=True)),
        Paragraph(plain(words.opening)),
    )
    return replace(content, blocks=(*opening, *content.blocks))
