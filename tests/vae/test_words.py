"""Words: messages that become sentences, and texts that Markdown is not to read."""

import pytest

from vae.words import (
    MOST_LETTERS,
    lowered,
    one_line,
    plain,
    plain_sentence,
    quoted,
    sentence,
    signed,
    unformulated,
    untagged,
)


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (ValueError("beta must be at least 0, got -1"), "Beta must be at least 0, got -1."),
        ("'a b' is no name", "'a b' is no name."),
        ("The disk is full.", "The disk is full."),
        ("ärger", "Ärger."),
        ("mine.onnx is no network", "mine.onnx is no network."),
    ],
)
def test_a_message_becomes_a_sentence(message, shown):
    assert sentence(message) == shown


def test_a_text_goes_on_within_a_sentence():
    assert [lowered(text) for text in ("Digits, 2 numbers", "Ärger MIT", "")] == ["digits, 2 numbers", "ärger MIT", ""]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a*b_[c](d).png", r"a\*b\_\[c\](d).png"),
        ("`q`|#1.png", r"\`q\`\|#1.png"),
        ("![i](x) <b> &lt; ~a~ $y$ b\\", r"!\[i\](x) \<b> \&lt; \~a\~ \$y\$ b\\"),
        (":red[x] own:letters 1:2 a: b", r"\:red\[x\] own\:letters 1\:2 a: b"),
        ("# x", r"\# x"),
        ("- x", r"\- x"),
        ("> x", r"\> x"),
        ("1. x", r"1\. x"),
        ("===", r"\==="),
        ("1.5 nats", "1.5 nats"),
        ("got 'a.b-c' (d), 3 + 4 = 7!", "got 'a.b-c' (d), 3 + 4 = 7!"),
        ("two\n\n  lines\t", "two lines"),
        ("\u202eback\x1b[2J\u200b", "�back�\\[2J�"),
        ("👩\u200d🔬 Größe 3", "👩\u200d🔬 Größe 3"),
    ],
)
def test_markdown_is_shown_as_it_is(text, shown):
    assert plain(text) == shown


@pytest.mark.parametrize(
    "text",
    ["https://a.invalid", "HTTP://a.invalid", "www.a.invalid", "me@a.invalid", ":material/home:", ":smile:",
     ":streamlit:", "a -> b", "a <-> b", "a <- b", "a -- b", "a >= b", "a <= b", "a ~= b"],
)  # fmt: skip
def test_what_streamlit_finds_in_texts_is_parted_and_looks_the_same(text):
    shown = plain(text)
    assert "\u2060" in shown
    assert shown.replace("\u2060", "").replace("\\", "") == text


def test_a_text_from_outside_is_cut():
    assert one_line("a" * 10_000) == "a" * MOST_LETTERS + "…"
    assert plain("*" * 10_000, 10) == r"\*" * 10 + "…"
    assert plain_sentence(ValueError("a_b")) == r"A\_b."
    assert len(plain_sentence("a" * 10_000)) == MOST_LETTERS + 1
    assert quoted("a" * 10_000) == f"'{'a' * 40}…'"
    assert quoted("\u202ex") == r"'\u202ex'"


def test_plotly_reads_no_tags_formulas_and_fields():
    assert untagged('<b>a</b> <a href="x">') == '&lt;b&gt;a&lt;/b&gt; &lt;a href="x"&gt;'
    assert untagged("&lt;") == "&amp;lt;"
    assert untagged("%{x} $y$").replace("\u2060", "") == "%{x} $y$" and "%{" not in untagged("%{x}")
    assert untagged("T-shirt") == "T-shirt"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", " =1", "\t1", "\r=1", "\n=1"])
def test_a_spreadsheet_takes_a_text_for_a_text(text):
    assert unformulated(text) == f"'{text}"


def test_most_texts_are_left_alone_in_a_table():
    assert [unformulated(text) for text in ("a=b", "", "3", "T-shirt", "'=1")] == ["a=b", "", "3", "T-shirt", "'=1"]


def test_a_signed_number_has_a_minus_as_long_as_a_plus_and_nothing_has_no_sign():
    assert [signed(value) for value in (-1.239, 0.0, -0.0, -0.004, 0.004)] == ["−1.24", "0.00", "0.00", "0.00", "0.00"]
    assert [signed(value, "+.1f") for value in (2.25, -2.0, -0.01)] == ["+2.2", "−2.0", "0.0"]
    assert signed(-0.00001, ".2g") == "−1e−05"
