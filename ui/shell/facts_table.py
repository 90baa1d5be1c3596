"""What was understood of networks made elsewhere, as a table."""

from vae.words import plain


def facts_table(facts: tuple[tuple[str, str], ...]) -> str:
    """Return pairs of texts as a Markdown table."""
    rows = [f"| {plain(what)} | {plain(how)} |" for what, how in facts]
    return "\n".join(["| | Understood as |", "|---|---|", *rows])
