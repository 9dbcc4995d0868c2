"""What a message says at the moment it is sent. Pure: a message and a situation give its content.

Start reading at `compose.py`.
"""
