"""Tell people: event log -> lines -> messages -> services, in a process of its own.

The order path never waits for any of it; what was told is behind a durable watermark per service.
"""
