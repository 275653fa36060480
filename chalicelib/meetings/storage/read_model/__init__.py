"""The read model worked out again from the meetings: what differs, and what mends it.

`check` goes through the table; each of the other modules has one subject: a kind of items that
follow from the meetings.
"""
