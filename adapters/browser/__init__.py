"""The browser platform: a chat page on loopback, so that the whole product runs without an account.

`host` says what the page needs, `feed` remembers the conversations, `outbound` sends into it,
`inbound` reads requests, `render` makes HTML, `page` answers, `live` streams, `guard` keeps others out.
"""
