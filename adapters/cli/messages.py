"""`zetje messages`: what did not arrive, or perhaps not, and what to do about it. Never anybody's words."""

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.cli.printing import AsJson, TheTenant, print_json

if TYPE_CHECKING:
    from bot.model.messages import Message

messages_app = typer.Typer(
    help="See which messages did not arrive, or perhaps not, and settle them.",
    no_args_is_help=True,
)


class Trouble(StrEnum):
    """What can be wrong with a message."""

    UNKNOWN = "unknown"
    FAILED = "failed"


@messages_app.command("list")
def list_all(
    state: Annotated[Trouble | None, typer.Option(help="Only those. Default: both.")] = None,
    tenant: TheTenant = None,
    as_json: AsJson = False,
) -> None:
    """List the messages of unknown fate, and those that failed in the last 30 days."""
    from adapters.message_commands import troubled_messages
    from bot.model.messages import State

    found = asyncio.run(troubled_messages(tenant, State(state) if state else None))
    if as_json:
        print_json([_as_data(one) for one in found])
        return
    for one in found:
        where = one.person or one.conversation or one.recipient
        why = one.detail or one.reason or "cause not known"
        typer.echo(
            f"{one.id}  {one.state}  {one.platform}  {one.purpose}  "
            f"{one.due_at:%Y-%m-%d %H:%M} UTC  {where}  {why}"
        )
    if not found:
        typer.echo("No message is in trouble.")


@messages_app.command()
def settle(
    message: Annotated[
        str, typer.Argument(metavar="ID", help="The id that the list shows, or its beginning.")
    ],
    sent: Annotated[bool, typer.Option("--sent", help="It arrived: I looked.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Send it once more, unless it is too late for it.")
    ] = False,
    tenant: TheTenant = None,
) -> None:
    """Say what became of a message of unknown fate. Sending it again may make it arrive twice."""
    from adapters.message_commands import Verdict, settle_message

    if sent is again:
        raise typer.BadParameter("give either --sent or --again")
    verdict = Verdict.SENT if sent else Verdict.AGAIN
    settled = asyncio.run(settle_message(tenant, message, verdict))
    if sent:
        typer.echo(f"{settled.id} counts as arrived.")
    else:
        typer.echo(f"{settled.id} goes out with the next tick of the clock, unless it is too late.")


def _as_data(one: "Message") -> dict[str, Any]:
    return {
        "id": one.id,
        "state": one.state,
        "reason": one.reason,
        "detail": one.detail,
        "platform": one.platform,
        "purpose": one.purpose,
        "person": one.person,
        "conversation": one.conversation,
        "series": one.series,
        "due_at": one.due_at.isoformat(),
        "sent_at": one.sent_at.isoformat() if one.sent_at else None,
    }
