"""Several processes give what one gives, and none is left behind."""

from __future__ import annotations

import operator
import os
import select
import signal
import subprocess
import sys
from functools import partial

import pandas as pd
import pytest

from reports.published import Published
from reports.workers import Workers, processors

pytestmark = pytest.mark.skipif(processors() < 2, reason="there is one processor")
WORKERS = r"""
import os, time

def waiting():
    return wait

def wait(job):
    os.write(1, f"{os.getpid()}\n".encode())
    time.sleep(600)
"""
START = "import waiting, reports.workers as w; w.Workers().spread(waiting.waiting, (), [1, 2], 1)"


@pytest.fixture(scope="module")
def workers():
    with Workers() as started:
        yield started


def test_results_come_in_the_order_of_the_jobs(workers):
    jobs = list(range(50))
    done = workers.spread(partial, (operator.mul, 3), jobs, worth=1, chunk=4)
    assert done == [3 * job for job in jobs]
    assert workers.spread(partial, (operator.add, 3), jobs, worth=1) == [3 + job for job in jobs]


def test_what_is_shared_reaches_every_process_as_it_stands_now(workers):
    for code in "ab":
        published = Published({}, {"drugs": [{"code": code}]}, pd.DataFrame())
        tables = workers.spread(partial, (getattr, published), ["tables"] * 4, worth=1)
        assert tables == [published.tables] * 4


def test_few_jobs_are_done_here(workers):
    assert (
        workers.spread(partial, (operator.is_, here := object()), [here] * 3, worth=4) == [True] * 3
    )


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="this system cannot wait for processes")
def test_processes_end_with_a_parent_that_was_killed(tmp_path):
    (tmp_path / "waiting.py").write_text(WORKERS, "utf-8")
    parent = subprocess.Popen(
        [sys.executable, "-c", START],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
    )
    watched = [os.pidfd_open(int(parent.stdout.readline())) for _ in range(2)]
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    for process in watched:
        ended, _, _ = select.select([process], [], [], 30)
        os.close(process)
        assert ended, "a process still runs half a minute after its parent"
