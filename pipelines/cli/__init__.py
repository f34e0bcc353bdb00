"""The command `evidence`: arguments in, exit codes out. Holds no step that another wing needs."""

from pipelines.cli.command import main, run

__all__ = ["main", "run"]
