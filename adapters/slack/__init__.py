"""Slack: everything that knows its payloads, its calls and its rules."""
