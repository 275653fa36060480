"""Withdrawals are read once a minute, and again where older ones would be wrong."""

from chalicelib.verification.recent_withdrawals import RecentWithdrawals, Withdrawals


class Codes:
    """What is withdrawn, and when it was read."""

    def __init__(self) -> None:
        self.withdrawn = ["BBBB"]
        self.reads = list[int]()

    def read(self, now: int) -> list[str]:
        self.reads.append(now)
        return sorted(self.withdrawn)


def test_they_are_read_once_a_minute() -> None:
    codes = Codes()
    recent = RecentWithdrawals(codes.read)
    first = recent.at(1000)
    assert first == Withdrawals(["BBBB"], 1000)
    codes.withdrawn.append("AAAA")
    assert recent.at(1059) == first
    assert recent.at(1060) == Withdrawals(["AAAA", "BBBB"], 1060)
    assert codes.reads == [1000, 1060]


def test_they_are_read_again_where_they_must_be_newer_or_the_clock_went_back() -> None:
    codes = Codes()
    recent = RecentWithdrawals(codes.read)
    for now, since in ((1000, 0), (1001, 1000), (1002, 1001), (999, 0), (1000, 999)):
        recent.at(now, since)
    assert codes.reads == [1000, 1002, 999]


def test_what_is_withdrawn_while_they_are_read_is_not_missed_for_a_minute() -> None:
    codes = Codes()

    def read(now: int) -> list[str]:
        found = codes.read(now)
        if not codes.withdrawn[1:]:
            codes.withdrawn.append("AAAA")
            recent.forget()
        return found

    recent = RecentWithdrawals(read)
    assert recent.at(1000).references == ["BBBB"]
    assert recent.at(1000).references == ["AAAA", "BBBB"]
    assert recent.at(1001).read_at == 1000
