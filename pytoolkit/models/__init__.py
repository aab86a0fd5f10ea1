"""Every stored entity as a Pydantic model. No I/O; the schema of every store is derived from it."""
