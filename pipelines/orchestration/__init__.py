"""The steps as Prefect flows: the only wing that imports Prefect. Holds no step of its own."""
