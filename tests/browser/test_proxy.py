"""The app behind nginx and below a path, with the lines that docs/server.md gives."""

import re
import shutil
import subprocess
import time
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.support.browser import ROOT, free_port
from tests.support.browser import server as streamlit_server

SETTINGS = """
daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}
http {{
  access_log off; {paths}
  {lines}
}}
"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def documented():
    (lines,) = re.findall(r"```nginx\n(.*?)```", (ROOT / "docs" / "server.md").read_text(encoding="utf-8"), re.DOTALL)
    return lines


def answered(url, seconds):
    """Wait until the server answers below its path."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"{url}/explorer/_stcore/health", timeout=1):
                return
        except OSError:
            assert time.monotonic() < deadline, f"no answer from {url}"
            time.sleep(0.1)


@pytest.fixture
def proxied(tmp_path, home, monkeypatch):
    """Return the address of the app through nginx."""
    nginx = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if nginx is None:
        pytest.skip("nginx is not installed")
    monkeypatch.setenv("VAE_HOME", str(home))
    monkeypatch.setenv("STREAMLIT_SERVER_BASE_URL_PATH", "explorer")
    with streamlit_server() as running:
        answered(running.url, 60)
        port = free_port()
        lines = documented().replace("listen 80;", f"listen 127.0.0.1:{port};")
        lines = lines.replace("http://127.0.0.1:8600", running.url)
        paths = " ".join(f"{name}_temp_path {tmp_path}/{name};" for name in TEMPORARY)
        settings = tmp_path / "nginx.conf"
        settings.write_text(SETTINGS.format(folder=tmp_path, paths=paths, lines=lines))
        proxy = subprocess.Popen([nginx, "-c", str(settings)], stderr=subprocess.DEVNULL)
        try:
            answered(f"http://127.0.0.1:{port}", 60)
            yield f"http://127.0.0.1:{port}/explorer"
        finally:
            proxy.terminate()
            proxy.wait()


def test_a_deep_link_opens_behind_a_proxy_and_the_run_goes_along(proxied, page):
    page.goto(f"{proxied}/interpolate?run=tiny-3d")
    expect(page.get_by_test_id("latent-map").first).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Encode").click()
    expect(page).to_have_url(re.compile(r"/explorer/encode\?.*run=tiny-3d"))
    expect(page.get_by_test_id("latent-map").first).to_be_visible(timeout=60_000)
