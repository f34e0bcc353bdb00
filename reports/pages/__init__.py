"""The site: pages, structured data, feeds, audit. Reads published views and nothing else."""
