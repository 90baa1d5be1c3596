"""Prints the lesson plan for teachers: `python -m docs.lesson_plan` writes its PDF with Chromium."""

import hashlib
import html

from tests.support.browser import chromium
from ui.learn.catalogue import Translate
from ui.learn.plan import PDF, PLANS, WORDS, rows

_STYLE = """
@page { size: A4; margin: 16mm; }
body { font: 10.5pt/1.4 "Source Sans 3", "DejaVu Sans", sans-serif; color: #1d2129; }
h1 { font-size: 17pt; margin: 0 0 3mm; } h2 { font-size: 12.5pt; margin: 6mm 0 2mm; color: #2a53c8; }
table { border-collapse: collapse; width: 100%; } tr { break-inside: avoid; }
th, td { text-align: left; vertical-align: top; padding: 1.5mm 2mm; border-bottom: 0.3mm solid #dedcd5; }
td:first-child { text-align: right; white-space: nowrap; } td:nth-child(2) { font-weight: bold; width: 32mm; }
"""


def document(translate: Translate = str) -> str:
    """Return the plan as a page of HTML."""
    parts = [
        f"<h1>Latent Explorer: {html.escape(translate(WORDS['title']))}</h1>",
        f"<p>{html.escape(translate(WORDS['need']))}</p>",
    ]
    for minutes in PLANS:
        head = "".join(f"<th>{html.escape(translate(WORDS[name]))}</th>" for name in ("part", "ask", "expect"))
        lines = "".join(
            f"<tr><td>{row.minutes}′</td>"
            + "".join(f"<td>{html.escape(text)}</td>" for text in (row.title, row.ask, row.expect))
            + "</tr>"
            for row in rows(minutes, translate)
        )
        title = html.escape(translate(WORDS["minutes"]).format(minutes=minutes))
        parts.append(f"<h2>{title}</h2><table><tr><th></th>{head}</tr>{lines}</table>")
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Lesson plan</title><style>{_STYLE}</style>'
    return head + "".join(parts)


def main() -> None:
    """Write the PDF."""
    with chromium() as browser:
        page = browser.new_page()
        page.set_content(document())
        content = page.pdf(prefer_css_page_size=True)
    # A comment after its end, which readers pass over, says of which words it is.
    digest = hashlib.sha256(document().encode()).hexdigest()
    PDF.write_bytes(content.rstrip() + f"\n% {digest}\n".encode())


if __name__ == "__main__":
    main()
