"""A facilitator's pages: signing in, the meetings, giving a verification."""
