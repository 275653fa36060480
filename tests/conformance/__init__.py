"""The conformance suite: the test vectors, and what drives any verifier through them."""
