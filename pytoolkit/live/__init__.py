"""The real-time service: finished bars -> decisions -> risk -> orders -> fills -> positions."""
