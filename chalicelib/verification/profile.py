"""What a code may be: bounds that its keys and its claims share."""

MAX_LIFE_S = 366 * 24 * 3600  # from `iat` to `exp`
