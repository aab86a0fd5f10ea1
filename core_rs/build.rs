//! Hands the project's runbooks and fault scenarios to maturin, which puts them into the wheel: one
//! source, no copy in the repository. `pyproject.toml` says where they go.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let Some(out) = env::var_os("OUT_DIR") else {
        return Ok(());
    };
    for (source, name) in [("../runbooks", "runbooks"), ("../tests/faults", "faults")] {
        println!("cargo::rerun-if-changed={source}");
        let target = Path::new(&out).join(name);
        if target.exists() {
            fs::remove_dir_all(&target)?;
        }
        copy_folder(Path::new(source), &target)?;
    }
    Ok(())
}

fn copy_folder(source: &Path, target: &Path) -> io::Result<()> {
    fs::create_dir_all(target)?;
    for entry in fs::read_dir(source)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_string_lossy().starts_with(['.', '_']) {
            continue; // checkpoints of notebook editors, caches
        }
        let place = target.join(&name);
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &place)?;
        } else {
            fs::copy(entry.path(), place)?;
        }
    }
    Ok(())
}
