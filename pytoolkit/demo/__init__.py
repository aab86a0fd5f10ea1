"""The demonstration: one story from market bars to proven books, on the embedded default."""
