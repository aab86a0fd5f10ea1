"""What a profile needs before it trades, looked at without changing anything.

Each check is a small function that gives findings: what was seen, and what to do where it will not
do. `examine.py` puts them in order; nothing here sends an order or writes what stays.
"""
