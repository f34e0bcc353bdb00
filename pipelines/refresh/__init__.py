"""Asks the sources what is new and notes it. Changes no curated file and builds no page."""
