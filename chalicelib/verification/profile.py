"""What a code may be: bounds that its keys and its claims share."""

DAY_S = 24 * 3600
MAX_LIFE_S = 366 * DAY_S  # from `iat` to `exp`
