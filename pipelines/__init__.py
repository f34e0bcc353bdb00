"""The steps from curated text to a published site, one module per noun."""
