"""What a saved file says of the page that it is from."""

from ui.shell import saved
from vae.runs import store


def test_a_file_saved_on_a_page_opens_its_address(home, monkeypatch):
    monkeypatch.setenv("VAE_HOME", str(home))
    monkeypatch.setattr(saved.st, "query_params", type("Query", (dict,), {"to_dict": dict.copy})(view="manifold"))
    run = store.load_run("tiny-3d")
    view = saved.here("atlas", run)
    assert (view.page, view.query) == ("atlas", {"view": "manifold", "run": "tiny-3d"})
    assert view.about == saved.about(run)
    assert (view.about["run"], view.about["dataset"], view.about["seed"]) == ("tiny-3d", "digits", run.config.seed)
