"""Thin typed functions over the native core; the only importer of `_core`."""
