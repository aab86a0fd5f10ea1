//! The indicators, one file each, and the catalog that names them.
//!
//! To add one: write `<name>.rs` with a `Step` and an `ENTRY`, add `mod <name>;` and a line to
//! [`CATALOG`]. Python's builder, its stub, the documentation page and the golden tests follow.
