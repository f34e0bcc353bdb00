"""Several processes give what one gives, and none is left behind."""

from __future__ import annotations

import operator
import os
import select
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from reports import parallel
from reports.published import Published

pytestmark = pytest.mark.skipif(parallel.processors() < 2, reason="there is one processor")
WORKERS = """
from reports import parallel
pool = parallel._processes()
list(pool.map(abs, range(8)))
print(*pool._processes, flush=True)
input()
"""


@pytest.fixture(autouse=True)
def ended():
    yield
    parallel.end()


def test_results_come_in_the_order_of_the_jobs():
    jobs = list(range(50))
    done = parallel.spread(partial, (operator.mul, 3), jobs, worth=1, chunk=4)
    assert done == [3 * job for job in jobs]
    assert parallel.spread(partial, (operator.add, 3), jobs, worth=1) == [3 + job for job in jobs]


def test_what_is_published_is_sent_once_however_often_it_is_shared():
    published = Published({}, {"drugs": [{"code": "a"}]}, pd.DataFrame())
    for _ in range(2):
        tables = parallel.spread(partial, (getattr, published), ["tables"] * 4, worth=1)
        assert tables == [published.tables] * 4
    files = list(Path(parallel._folder.name).iterdir())
    assert len(files) == 1, "one file for the processes, and no order left behind"
    later = Published({}, {"drugs": [{"code": "b"}]}, pd.DataFrame())
    tables = parallel.spread(partial, (getattr, later), ["tables"] * 4, worth=1)
    assert tables == [later.tables] * 4, "a later build sees its own tables"
    assert len(list(Path(parallel._folder.name).iterdir())) == 1


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="this system cannot wait for processes")
def test_processes_end_with_a_parent_that_was_killed():
    parent = subprocess.Popen(
        [sys.executable, "-c", WORKERS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    watched = [os.pidfd_open(int(number)) for number in parent.stdout.readline().split()]
    assert watched
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    for process in watched:
        ended, _, _ = select.select([process], [], [], 30)
        os.close(process)
        assert ended, "a process still runs half a minute after its parent"
