"""What other software asks: the API below /v1, the feeds, the published lists."""
