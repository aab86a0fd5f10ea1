"""The daily loops: one file each, `run(ds, ctx) -> JobResult`, runnable again for any day."""
