"""A sweep on a cluster of several processes: the same bytes, also when a worker is killed; clear words without one."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from balanssim import cli, kernel, texts
from balanssim.errors import RunError
from balanssim.sweep import load
from balanssim.sweep import run as sweeps
from tests.sweep.support import study
from tests.sweep.test_run import SMALL, kept

pytestmark = [pytest.mark.faults, pytest.mark.filterwarnings("ignore")]  # dask warns when a worker is killed


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    import distributed

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(kernel.VARIABLE, kernel.NUMPY)  # each process is spared the start of the compiled one
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None, memory_limit=0,
            silence_logs=60,
        ) as made:  # fmt: skip
            yield made


def test_a_cluster_that_loses_a_worker_leaves_the_same_bytes(cluster: Any, tmp_path: Path) -> None:
    asked = study(tmp_path, **SMALL)
    whole = sweeps.run(load.load(asked), out=tmp_path / "whole", workers=1)
    killed = []

    def kill(done: int, total: int, _: str) -> None:
        if done == 1:
            killed.append(next(iter(cluster.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    spread = sweeps.run(load.load(asked), out=tmp_path / "spread", scheduler=cluster.scheduler_address, progress=kill)
    assert (spread.computed, spread.failed, spread.peak_memory_mb > 50) == (160, 0, True)
    assert killed
    assert kept(spread) == kept(whole)
    assert list(spread.path.rglob("*.partial")) == []
    again = sweeps.run(load.load(asked), out=tmp_path / "spread", scheduler=cluster.scheduler_address)
    assert (again.computed, kept(again)) == (0, kept(whole))


def deadly(mark: Path) -> None:
    """In a worker: the second block kills the process that first computes it."""
    from balanssim import workers

    compute = workers.compute_block

    def block(task: Any, block: Any, worlds: Any) -> Any:
        if block == ("draws", 1) and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return compute(task, block, worlds)

    workers.compute_block = block


def test_a_block_that_kills_its_workers_is_told_and_the_rest_completes(cluster: Any, tmp_path: Path) -> None:
    """The scheduler gives up on a block after some workers; here after the first."""
    asked = study(tmp_path, **{**SMALL, "levers": None})
    cluster.scheduler.allowed_failures = 0
    with cluster.get_client() as client:
        client.run(deadly, tmp_path / "mark")
    found = sweeps.run(load.load(asked), out=tmp_path, scheduler=cluster.scheduler_address)
    (failure,) = found.failures
    assert (found.failed, failure.first_draw, failure.last_draw) == (16, 65, 80)
    assert (failure.code, failure.params) == ("sweep.block_kills", {"workers": "1"})
    done = sweeps.run(load.load(asked), out=tmp_path, scheduler=cluster.scheduler_address, retry=True)
    assert (done.computed, done.failed) == (16, 0)


def test_a_worker_with_another_version_or_another_disk_is_refused(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = load.load(study(tmp_path, **{**SMALL, "levers": None}))
    for name, code in (("has_contract", "sweep.not_shared"), ("source", "sweep.other_version")):

        def spoil(name: str = name) -> None:
            from balanssim.results import record, store

            if name == "source":
                record.source_hash = lambda: "other"
            else:
                store.has_contract = lambda _: False

        with cluster.get_client() as client:
            client.run(spoil)
        with pytest.raises(RunError) as caught:
            sweeps.run(asked, out=tmp_path, scheduler=cluster.scheduler_address)
        assert caught.value.code == code
        assert str(caught.value)


def test_no_scheduler_is_told_at_once_and_nothing_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = study(tmp_path, **SMALL)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for lang in texts.LANGUAGES:
        for address in (f"tcp://127.0.0.1:{port}", "nobody"):
            command = ["sweep", str(asked), "--out", str(tmp_path / "results"), "--scheduler", address, "--lang", lang]
            assert cli.main(command) == 1
            told = capsys.readouterr()
            assert address in told.err
            assert "Traceback" not in told.err
            assert told.out == ""
    assert not (tmp_path / "results").exists()
