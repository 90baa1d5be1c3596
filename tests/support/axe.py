"""What axe-core finds on a page in the browser: barriers for people who don't see it or don't use a mouse."""

from tests.support.browser import ROOT

SCRIPT = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SEVERE = ("serious", "critical")
_RUN = """async (other) => {
  const rules = other ? { [other]: { enabled: false } } : {};
  const found = await axe.run(document, { resultTypes: ["violations"], rules });
  return found.violations.map(({ id, impact, nodes }) => ({
    id, impact, nodes: nodes.map(({ target, html }) => `${target.flat().join(" ")} ${html.slice(0, 160)}`),
  }));
}"""


def violations(page, other_than=None):
    """Return the serious and critical violations on a page, a line each, other than those of one rule."""
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=str(SCRIPT))
    return [
        f"{one['id']}, {len(one['nodes'])} times: {one['nodes'][0]}"
        for one in page.evaluate(_RUN, other_than)
        if one["impact"] in SEVERE
    ]
