"""The database of a release: plain tables, and nothing in it that could run.

What ``verify`` opens may have been written by anybody. So a process of its own opens it, for a limited
time and with limited memory, as a guest of an empty database: without files, network, extensions and
changed settings, and with none of its own names among the functions that are called. Whatever is not
a plain table is named before any table is read.

Run as a module it prints, as JSON, what it found in the file it is given.
"""

from __future__ import annotations

import hashlib
import json
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb

from pipelines.store.as_csv import csv_parts, table_names

MOST_SECONDS = 120
MOST_MEMORY = 4 * 2**30  # bytes of address space
NAME = "[a-z][a-z0-9_]*"
COLUMN = f'(?:{NAME}|"{NAME}") (?:VARCHAR|DOUBLE|BIGINT|BOOLEAN)'
PLAIN_TABLE = re.compile(rf'CREATE TABLE (?:({NAME})|"({NAME})")\({COLUMN}(?:, {COLUMN})*\);')
OTHER_THINGS = {  # what a database may hold besides tables, and the names of those that are not built in
    "view": "SELECT view_name FROM duckdb_views() WHERE NOT internal",
    "macro": "SELECT function_name FROM duckdb_functions() WHERE NOT internal",
    "trigger": "SELECT trigger_name FROM duckdb_triggers()",
    "sequence": "SELECT sequence_name FROM duckdb_sequences()",
    "type": "SELECT type_name FROM duckdb_types() WHERE NOT internal",
    "index": "SELECT index_name FROM duckdb_indexes()",
    "schema": "SELECT schema_name FROM duckdb_schemas() WHERE NOT internal",
}
CLOSED = {
    "autoinstall_known_extensions": "false", "autoload_known_extensions": "false",
    "allow_unsigned_extensions": "false", "allow_community_extensions": "false",
    "threads": "1", "memory_limit": "1GB",
}  # fmt: skip


def write_tables(store: Path, path: Path) -> None:
    """Every table and view of ``store`` as a plain table of the new database ``path``."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("SET threads = 1")  # keeps the order of rows
        connection.execute(f"ATTACH '{_quoted(store)}' AS store (READ_ONLY)")
        connection.execute("USE store")
        names = table_names(connection)
        for name in names:
            target = f'"{path.stem}".main."{name}"'
            connection.execute(f'CREATE TABLE {target} AS SELECT * FROM store."{name}"')


def differences(store: bytes, tables: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(name, message) for each thing in which a database is not the plain ``tables`` (name → sha256
    of the table as CSV)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder).resolve() / "evidence.duckdb"
        path.write_bytes(store)
        done = subprocess.run(
            [sys.executable, "-P", "-m", __name__, str(path)],
            capture_output=True,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    if done.returncode == -signal.SIGALRM:
        yield "", f"could not be read within {MOST_SECONDS} seconds."
        return
    try:
        found = json.loads(done.stdout) if done.returncode == 0 else {}
        refused, sums = found["refused"], found["tables"]
    except (ValueError, KeyError):
        last = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1]
        yield "", f"cannot be read: {last or f'its reader ended with {done.returncode}'}"
        return
    for kind, name in refused:
        yield name, f"this {kind} does not belong there: a release holds plain tables only."
    if not refused:
        for name in sorted(sums.keys() | tables.keys()):
            if sums.get(name) != tables.get(name):
                yield name, "this table is not the one in tables/."


def look_into(path: Path) -> dict[str, object]:
    """What is no plain table, as (kind, name); if there is nothing such, the hash of each table."""
    with duckdb.connect(config=CLOSED) as host:
        host.execute(f"SET allowed_directories = ['{_quoted(path.parent)}']")
        host.execute("SET enable_external_access = false")
        host.execute(f"ATTACH '{_quoted(path)}' AS guest (READ_ONLY)")
        host.execute("SET lock_configuration = true")
        refused = [
            (kind, name)
            for kind, query in OTHER_THINGS.items()
            for (name,) in host.execute(query).fetchall()
        ]
        names = []
        for name, sql in host.execute("SELECT table_name, sql FROM duckdb_tables()").fetchall():
            is_plain = PLAIN_TABLE.fullmatch(sql)
            if is_plain and name in is_plain.groups():
                names.append(name)
            else:
                refused.append(("table", name))
        sums = {} if refused else {name: _sum(host, name) for name in sorted(names)}
    return {"refused": refused, "tables": sums}


def _sum(host: duckdb.DuckDBPyConnection, name: str) -> str:
    found = hashlib.sha256()
    for part in csv_parts(host, f'guest.main."{name}"'):
        found.update(part.encode())
    return found.hexdigest()


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _limit() -> None:
    """End this process in time, whatever it is doing, and give it no more memory than it needs."""
    import resource

    signal.alarm(MOST_SECONDS)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft == resource.RLIM_INFINITY or soft > MOST_MEMORY:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, hard))


if __name__ == "__main__":
    _limit()
    try:
        print(json.dumps(look_into(Path(sys.argv[1]))))
    except (duckdb.Error, MemoryError, UnicodeError) as error:
        sys.exit(f"{type(error).__name__}: {str(error).split(chr(10))[0]}")
