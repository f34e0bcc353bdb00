"""Reads built pages back and refuses any number or page that breaks a rule. Makes nothing."""
