"""Rows of a CSV list: its head and cells, and what spreadsheets do to them."""

from __future__ import annotations

import csv
import io

from pipelines.curated.keys import File
from schemas import tables
from schemas.borders.plain import LONGEST_VALUE, too_long
from schemas.borders.sheets import as_typed
from schemas.problem import shorten
from schemas.row import Row

# nothing is right without
VOCABULARIES = ("endpoints", "criteria", "drugs", "biomarkers", "cancers", "characteristics")


class List(File):
    def table(self, text: str, table: str) -> None:
        """A CSV file with the columns of ``table``."""
        reader = csv.reader(io.StringIO(text), strict=True)
        try:
            header = self.header(next(reader), table)
            lines = [(reader.line_num, cells) for cells in reader if cells]
        except csv.Error as error:
            self.report(
                reader.line_num,
                "",
                "",
                f"this is not readable CSV: {error}.",
                "Check the quotation marks of this line.",
                "readable-csv",
            )
            return
        if not header:
            return
        if not lines and table in VOCABULARIES:
            todo = "Restore its lines from the project's history."
            self.report(1, "", "", "this list holds nothing but its head.", todo, "readable-csv")
        self.tell_empty_lines([line for line, cells in lines if not any(c.strip() for c in cells)])
        for line, cells in lines:
            while len(cells) > len(header) and not cells[-1].strip():
                cells.pop()  # commas that a spreadsheet added: told once, at the head
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                self.report(
                    line,
                    "",
                    ",".join(cells),
                    f"this line has {len(cells)} cells, the head has {len(header)}.",
                    "Put texts that contain commas between quotation marks.",
                    "readable-csv",
                )
                continue
            if long := next((cell for cell in cells if len(cell) > LONGEST_VALUE), ""):
                self.report(line, "", shorten(long), *too_long(long), "readable-csv")
                continue
            typed = (as_typed(cell.strip()) for cell in cells)
            values = {name: cell for name, cell in zip(header, typed, strict=True) if cell}
            row = Row(self.place, line, values, {})
            self.tell_blank(row, table)
            self.add(table, row)

    def tell_blank(self, row: Row, table: str) -> None:
        for name in self.missing(row, table):
            description, meta = tables.columns(table)[name]
            says = f" of `{row.get('code')}`" if name != "code" and row.get("code") else ""
            expects = f": {meta['expects'] or description}" if description != name else ""
            message = f"this cell{says} is empty."
            todo = f"Fill in the column `{name}`{expects}."
            self.report(row.line, name, "", message, todo, "no-missing-key")

    def header(self, cells: list[str], table: str) -> list[str]:
        """The columns that the first line names; none where it is not the head of this list."""
        wanted = tables.columns(table)
        for sign, name in ((";", "semicolons"), ("\t", "tabs")):
            if len(cells) == 1 and sign in cells[0]:
                message = f"the cells of this list are parted by {name}, not by commas."
                todo = "Save it as CSV with commas."
                self.report(1, "", "", message, todo, "readable-csv")
                return []
        named = [cell.strip() for cell in cells]
        while named and not named[-1]:
            named.pop()
        if len(named) < len(cells):
            message = "the head ends with empty cells: a spreadsheet added commas to every line."
            todo = "Delete the commas at the ends of the lines."
            self.report(1, "", "", message, todo, "readable-csv")
        if not tables.required(table) <= {*named}:
            message = "the first line is not the head of this list."
            todo = f"It must be: {','.join(wanted)}"
            self.report(1, "", ",".join(cells), message, todo, "readable-csv")
            return []
        for name in self.unknown_keys(named, table, set()):
            todo = f"Columns: {', '.join(wanted)}."
            self.report(1, name, "", "this column is not known here.", todo, "known-key")
        return named

    def tell_empty_lines(self, lines: list[int]) -> None:
        if lines:
            more = f", and so do {len(lines) - 1} more" if len(lines) > 1 else ""
            self.report(
                lines[0],
                "",
                "",
                f"this line holds nothing but commas{more}.",
                "Delete it.",
                "readable-csv",
            )
