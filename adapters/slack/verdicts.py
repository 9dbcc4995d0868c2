"""What each refusal of Slack means for what was sent: final, gone, not yet, or unknown."""

from collections.abc import Mapping
from enum import StrEnum

from bot.errors import FateUnknown, Gone, NotSent


class Verdict(StrEnum):
    """How certain it is that nothing arrived, and whether trying again helps."""

    FINAL = "final"  # it did not arrive, and would not the next time
    GONE = "gone"  # the person is not there any more, or took the app away
    LATER = "later"  # it did not arrive, and may the next time
    UNKNOWN = "unknown"  # Slack broke while it was busy


# Reasons of the app as a whole: another message of the same tenant fares no better.
APP_IS_OUT: Mapping[str, str] = {
    "not_authed": "no token was sent",
    "invalid_auth": "the token is no good",
    "account_inactive": "the token is of an app or a workspace that was taken away",
    "token_revoked": "the token was withdrawn: the app was removed",
    "token_expired": "the token ran out: switch token rotation off",
    "not_allowed_token_type": "the token is of another kind: it begins with xoxb-",
    "missing_scope": "the app lacks a scope",
    "no_permission": "the app lacks a scope",
    "access_denied": "the app may not use the workspace",
    "accesslimited": "the app may not use the workspace",
    "app_access_restricted": "the workspace restricts who may use the app",
    "team_access_not_granted": "an organisation's token was not given this workspace",
    "team_not_found": "the token knows no such workspace",
    "two_factor_setup_required": "the workspace wants two-factor authentication first",
    "enterprise_is_restricted": "the organisation forbids this call",
    "messages_tab_disabled": "the messages tab of the app is switched off",
    "not_enabled": "the Home tab of the app is switched off",
}
_PLACE: Mapping[str, str] = {
    "channel_not_found": "no such conversation, or the app is not in it",
    "not_in_channel": "the app is not in the channel: invite it",
    "is_archived": "the channel is archived",
    "is_inactive": "the channel is archived or frozen",
    "user_not_found": "no such person",
    "user_not_in_channel": "the person is not in the channel",
    "users_not_found": "no such person",
    "cannot_dm_bot": "the person is a bot",
    "user_not_visible": "the app may not see the person",
    "method_not_supported_for_channel_type": "this kind of conversation cannot do this",
    "restricted_action": "the workspace does not let the app post",
    "restricted_action_read_only_channel": "the channel is read-only",
    "restricted_action_thread_only_channel": "the channel takes replies in threads only",
    "restricted_action_non_threadable_channel": "the channel takes no replies in threads",
    "restricted_action_thread_locked": "the thread was locked",
    "cannot_reply_to_message": "the message takes no replies",
    "posting_to_channel_denied": "the app may not post in the channel",
    "ekm_access_denied": "the organisation withdrew the keys of the channel",
    "slack_connect_file_link_sharing_blocked": "the workspace blocks links to files",
    "slack_connect_canvas_sharing_blocked": "the workspace blocks links to canvases",
    "slack_connect_lists_sharing_blocked": "the workspace blocks links to lists",
}
_PAYLOAD: Mapping[str, str] = {
    "no_text": "there was no text",
    "msg_too_long": "the text is too long",
    "msg_blocks_too_long": "the blocks are too long",
    "invalid_blocks": "the blocks are not valid",
    "invalid_blocks_format": "the blocks are not valid",
    "block_mismatch": "the blocks cannot take the place of those that were there",
    "markdown_text_conflict": "there were two kinds of text",
    "too_many_attachments": "there are too many attachments",
    "too_many_contact_cards": "there are too many contact cards",
    "invalid_attachments": "the attachments are not valid",
    "attachment_payload_limit_exceeded": "the attachments are too large",
    "invalid_metadata_format": "the metadata is not valid",
    "invalid_metadata_schema": "the metadata is not valid",
    "metadata_too_large": "the metadata is too large",
    "metadata_must_be_sent_from_app": "the token may not send metadata",
    "view_too_large": "the window is too large",
    "duplicate_external_id": "another window has the same name",
    "invalid_arguments": "an argument is not valid",
    "invalid_arg_name": "an argument has no valid name",
    "invalid_array_arg": "an argument is not valid",
    "invalid_charset": "the encoding is not valid",
    "invalid_form_data": "the form is not valid",
    "invalid_post_type": "the content type is not valid",
    "missing_post_type": "the content type is missing",
    "missing_charset": "the encoding is missing",
    "invalid_json": "the body is no JSON",
    "json_not_object": "the body is no JSON object",
    "as_user_not_supported": "an argument is not for apps",
    "unknown_method": "there is no such call",
    "method_deprecated": "the call is no longer there",
    "deprecated_endpoint": "the call is no longer there",
    "not_implemented": "the call is not there for this app",
}
_NOT_OURS: Mapping[str, str] = dict.fromkeys(
    (
        "blocked_file_type",
        "cant_broadcast_message",
        "draft_already_deleted",
        "draft_already_sent",
        "draft_has_conflict",
        "draft_not_found",
        "duplicate_channel_not_found",
        "duplicate_message_not_found",
        "file_deleted",
        "file_is_deleted",
        "file_not_found",
        "file_share_limit_reached",
        "max_file_sharing_exceeded",
        "missing_file_data",
        "no_dual_broadcast_content_update",
        "send_on_behalf_not_allowed",
        "slack_connect_blocked_file_type",
        "slack_connect_clip_sharing_blocked",
        "slack_connect_file_upload_sharing_blocked",
        "unable_to_share_files",
    ),
    "about drafts, files or broadcasts, which the bot never sends",
)
_TOO_LATE: Mapping[str, str] = {
    "expired_trigger_id": "the window was opened more than three seconds after the press",
    "exchanged_trigger_id": "the press was used for a window before",
    "invalid_trigger_id": "the press is none that Slack knows",
    "push_limit_reached": "three windows stand on one another already",
    "not_found": "the window was closed",
    "hash_conflict": "the window changed meanwhile",
    "message_not_found": "the message was deleted",
    "cant_update_message": "the message is not of the app",
    "edit_window_closed": "the workspace does not let messages change any more",
    "streaming_state_conflict": "the message is still being written",
}
_GONE: Mapping[str, str] = {
    "user_disabled": "the person's account was closed",
    "user_is_deactivated": "the person's account was closed",
    "app_not_installed_for_user": "the person took the app away",
    "cannot_dm_user": "the person does not take messages of the app",
}
_LATER: Mapping[str, str] = {
    "ratelimited": "too fast",
    "rate_limited": "too fast",
    "message_limit_exceeded": "the workspace sends too many messages",
    "team_added_to_org": "the workspace is being moved",
    "org_login_required": "the workspace is being moved",
    "external_channel_migrating": "the channel is being moved",
}
_UNKNOWN: Mapping[str, str] = {
    "internal_error": "Slack broke",
    "fatal_error": "Slack broke, perhaps after it was done",
    "service_unavailable": "Slack was not there",
    "request_timeout": "Slack did not get all of the request",
    "update_failed": "Slack broke",
}
VERDICTS: Mapping[str, tuple[Verdict, str]] = {
    **{
        code: (Verdict.FINAL, why)
        for table in (APP_IS_OUT, _PLACE, _PAYLOAD, _NOT_OURS, _TOO_LATE)
        for code, why in table.items()
    },
    **{code: (Verdict.GONE, why) for code, why in _GONE.items()},
    **{code: (Verdict.LATER, why) for code, why in _LATER.items()},
    **{code: (Verdict.UNKNOWN, why) for code, why in _UNKNOWN.items()},
}


class Refused(NotSent):
    """Slack said no; `code` is its own word for why."""

    def __init__(self, code: str, *, final: bool, retry_after: float | None = None) -> None:
        super().__init__(f"slack: {code}", final=final, retry_after=retry_after)
        self.code = code


def error_for(code: str, retry_after: float | None = None) -> NotSent | FateUnknown:
    """Return the error that a refusal stands for. A code that nobody knows is a no: nothing was sent."""
    verdict, _ = VERDICTS.get(code, (Verdict.FINAL, ""))
    match verdict:
        case Verdict.GONE:
            return Gone(f"slack: {code}")
        case Verdict.UNKNOWN:
            return FateUnknown(f"slack: {code}")
        case Verdict.LATER | Verdict.FINAL:
            return Refused(code, final=verdict is Verdict.FINAL, retry_after=retry_after)


def reason_of(code: str) -> str:
    """Return in words why Slack refused; the code itself when nobody knows more."""
    return VERDICTS.get(code, (Verdict.FINAL, code))[1] or code
