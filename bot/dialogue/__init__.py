"""The dialogue: what follows from what a person does. Pure: a situation and an event give a decision.

Start reading at `decide.py`; each story (welcome, small win, dilemma, agenda, ...) is a module of its own.
"""
