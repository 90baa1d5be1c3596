"""Where a scheduler is, by which name it is found tomorrow, and whether anybody listens there."""

import socket
import time

import pytest

from vae.cluster import address
from vae.cluster.address import is_installed, knock, lasting_name, scheduler_address
from vae.studies.study import StudyError


def test_a_scheduler_is_named_by_its_address_or_its_file(tmp_path):
    file = tmp_path / "scheduler.json"
    file.write_text('{"address": "tls://10.0.0.1:8786", "workers": {}}')
    assert scheduler_address("tcp://host:8786") == "tcp://host:8786"
    assert scheduler_address("host.name:8786") == "tcp://host.name:8786"
    assert scheduler_address(str(file)) == "tls://10.0.0.1:8786"
    file.write_text("damaged")
    with pytest.raises(StudyError, match="is no file of a scheduler: it must be JSON with its address"):
        scheduler_address(str(file))
    with pytest.raises(StudyError, match='must be an address such as tcp://host:8786, or its file, got "gone.json"'):
        scheduler_address("gone.json")


def test_its_file_is_found_from_another_folder_and_what_lies_elsewhere_by_its_address(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scheduler.json").write_text('{"address": "tcp://10.0.0.1:8786"}')
    assert lasting_name("scheduler.json") == str(tmp_path / "scheduler.json")
    assert lasting_name("host:8786") == "tcp://host:8786"
    with pytest.raises(StudyError, match="must be an address"):
        lasting_name("gone.json")


@pytest.mark.parametrize("form", ["tcp://127.0.0.1:{}", "tls://localhost:{}", "127.0.0.1:{}"])
def test_who_listens_is_let_be_and_nobody_is_a_sentence_at_once(form):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        knock(form.format(port))
    began = time.monotonic()
    with pytest.raises(StudyError, match=f"nobody listens at t.*:{port}: start the scheduler there first"):
        knock(form.format(port))
    assert time.monotonic() - began < 2
    knock("ucx://nowhere:1")  # Dask alone can ask there


def test_a_port_that_none_can_be_is_a_sentence():
    with pytest.raises(StudyError, match="nobody listens at tcp://localhost:99999"):
        knock("localhost:99999")


def test_it_is_installed_where_dask_is_found(monkeypatch):
    assert is_installed()
    monkeypatch.setattr(address, "find_spec", lambda name: None if name == "distributed" else 1)
    assert not is_installed()
