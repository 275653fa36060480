import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.listings.incoming.text import cut, one_line, plain_text


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("Ring <br>the bell<script>alert(1)</script> &amp; wait.\r\nUpstairs.",
         "Ring\nthe bell & wait.\nUpstairs."),
        ("<p>First</p><p>Second</p>", "First\nSecond"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\nTwo"),
        ("5 < 6", "5 < 6"),
        ("5 <6 and 7> 6", "5 <6 and 7> 6"),
        ("5 &lt; 6", "5 < 6"),
        ("x <y", "x <y"),
        ("write to <desk@example.org>", "write to <desk@example.org>"),
        ("see <https://example.org/a>", "see <https://example.org/a>"),
        ("Q&A, 12 & 12, AT&T", "Q&A, 12 & 12, AT&T"),
        ("https://example.org/?a=1&copy=2", "https://example.org/?a=1&copy=2"),
        ("caf&eacute; &#8211; &#x2019;", "café – ’"),
        ("&amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt; &amp;amp; plain", "bold & plain"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;door", "door"),
        ("<!-- hidden -->shown", "shown"),
        ("<style>p{}</style><b>shown</b>", "shown"),
        ("<IMG SRC=x onerror=alert(1)>door", "door"),
        ("a\u202egnp.exe\u202c b\u200b", "agnp.exe b"),
        ("bell\x07\x00\x1b[31m rings", "bell[31m rings"),
        ("non\xa0breaking\t\t tab", "non breaking tab"),
        ("a\n\n\n\n\nb  \n c", "a\n\nb\nc"),
        ("می‌خواهم 👩‍👩‍👧", "می‌خواهم 👩‍👩‍👧"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_reader_sees_the_text_and_no_markup(source: str, seen: str) -> None:
    assert plain_text(source) == seen


def test_a_lone_surrogate_becomes_a_replacement_character() -> None:
    assert plain_text("a\ud800b") == "a\ufffdb"


def test_a_name_stays_on_one_line() -> None:
    assert one_line(" <b>Bold</b> &amp;<br>\r\n friends ") == "Bold & friends"


def test_a_cut_text_says_so_and_keeps_its_limit() -> None:
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abcdefg", 6) == "abcde…"


def test_deep_markup_is_read_to_its_text() -> None:
    assert plain_text("<b>" * 20_000 + "x") == "x"


@given(st.text())
def test_any_text_can_be_stored_and_reads_the_same_again(source: str) -> None:
    once = plain_text(source)
    once.encode("utf-8")
    assert "\r" not in once and "\x00" not in once


@given(st.text(alphabet="abc &;<>/brp\n5", max_size=40))
def test_no_tag_survives(source: str) -> None:
    assert "<br>" not in plain_text(source)
    assert "<b>" not in plain_text(source)
