"""A participant's pages: a ticket, a finished code, the codes of one's own."""
