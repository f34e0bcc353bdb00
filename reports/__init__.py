"""Pages, charts and exports: what readers see."""
