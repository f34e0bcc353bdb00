"""The steps from curated files to a published site, as plain functions. Knows no Prefect."""
