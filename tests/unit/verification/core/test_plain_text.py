"""A text -> the same without what mails, pages and addresses do to one."""

import pytest

from chalicelib.verification.core.plain_text import plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thank you for coming.", "Thank you for coming."),
        ("so=\r\nft=20\r\nbreaks", "soft \r\nbreaks"),
        ("https://me@a.example/v", "https://a.example/v"),
        ("a%252525b", "a%b"),
        ("a%20%22b", "a\0\0b"),
        ("%FF", "\ufffd"),
        ("&amp;&num;&#35;&#x23;&colon;&sol;&eacute;&#0;", "&###:/  "),
        ('<b class="x">a</b><br/><a href="b">', ' a  <a href="b">'),
        ("<https://a.example/v>", "<https://a.example/v>"),
        (r"a\nb\tc\\d", r"a\b\c\\d"),
        ("s\u00ado\u200bf\ufefft", "soft"),
        ("\uff21\u24b7\U0001d402", "ABC"),
        ("a\U0001f600b", "a\0b"),
        ("\ud800", "\ufffd"),
    ],
)
def test_a_text_is_made_plain(text: str, expected: str) -> None:
    assert plain(text) == expected
