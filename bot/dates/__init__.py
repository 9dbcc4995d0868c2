"""The dates that people type, read and written out, in Dutch and English.

`when` says what is understood, `read` reads it, `write` writes it. A phrase is found in the word
tables: `dutch` and `english`; `phrase` says how a table row is written.
"""
