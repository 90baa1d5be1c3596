"""Words: messages that become sentences, and texts that Markdown is not to read."""

import pytest

from vae.words import plain, sentence


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (ValueError("beta must be at least 0, got -1"), "Beta must be at least 0, got -1."),
        ("'a b' is no name", "'a b' is no name."),
        ("The disk is full.", "The disk is full."),
        ("ärger", "Ärger."),
    ],
)
def test_a_message_becomes_a_sentence(message, shown):
    assert sentence(message) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a*b_[c](d).png", r"a\*b\_\[c\]\(d\)\.png"),
        ("x:fire:$y$.png", r"x\:fire\:\$y\$\.png"),
        ("`q`|#1.png", r"\`q\`\|\#1\.png"),
        ("- 1. of {2} <b>!", r"\- 1\. of \{2\} \<b\>\!"),
        ("~a+b\\", r"\~a\+b\\"),
        ("Größe 3", "Größe 3"),
    ],
)
def test_markdown_is_shown_as_it_is(text, shown):
    assert plain(text) == shown
