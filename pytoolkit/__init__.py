"""pytoolkit: research and operations for systematic trading through Alpaca, with a Rust core."""
