import pytest

from vae.word.reading import MOST_WORDS, WordError, decoded, read_list, read_word


@pytest.mark.parametrize(
    ("text", "word"),
    [("Maria", "maria"), ("José", "jose"), ("O'Neil", "oneil"), (" Mary-Ann ", "maryann"), ("ﬁona", "fiona")],
)
def test_accents_hyphens_and_capitals_are_left_out(text, word):
    assert read_word(text) == word


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("maria7", "“maria7” has “7” (digit seven): this run knows the letters a to z only"),
        ("😀", "“😀” has “😀” (grinning face): this run knows the letters a to z only"),
        ("Мария", "“Мария” has “м” (cyrillic small letter em): this run knows the letters a to z only"),
        ("x" * 300, f"“{'x' * 24}…” has 300 letters: this run knows names of up to 10"),
        ("x" * 3000, f"“{'x' * 24}…” has hundreds of letters: this run knows names of up to 10"),
        ("  ", "A name of one to ten letters is expected, got none"),
        ("-", "A name of one to ten letters is expected, got none"),
    ],
)
def test_what_is_no_word_is_refused_in_a_sentence(text, problem):
    with pytest.raises(WordError) as refused:
        read_word(text)
    assert str(refused.value) == problem


def test_a_list_has_a_name_a_line_or_between_commas_and_says_which_are_none():
    read = read_list("maria\n\nNorbert, Zoë;R2D2\r\nann")
    assert read.words == ("maria", "norbert", "zoe", "ann")
    assert read.problems == ("“R2D2” has “2” (digit two): this run knows the letters a to z only.",)


def test_a_list_that_is_too_long_is_read_as_far_as_it_goes():
    read = read_list("ann\n" * (MOST_WORDS + 3))
    assert len(read.words) == MOST_WORDS
    assert read.problems == ("1,000 names are read at once: the last 3 are left out.",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_file_is_read_in_its_encoding(encoding):
    assert decoded("Zoë\nann".encode(encoding)) == "Zoë\nann"


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0", b"\xff\xfea", "Zoë".encode("latin-1")])
def test_a_file_that_is_no_text_is_refused(content):
    with pytest.raises(WordError, match="a name in every line"):
        decoded(content)
