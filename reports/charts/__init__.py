"""Charts as pure functions: rows of the view ``estimates`` in, an Altair chart out.

Each kind stands in a module of its own and in the list ``reports.charts.kinds``. All raise
``Refused`` (a ValueError that names the key) where rows may not share an axis.
"""
