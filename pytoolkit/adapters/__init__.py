"""One file per port and product; `pytoolkit.wiring` is the only importer."""
