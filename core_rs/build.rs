//! Hands the project's runbooks to maturin, which puts them into the wheel: one source, no copy in
//! the repository. `pyproject.toml` says where they go.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../runbooks");
    let Some(out) = env::var_os("OUT_DIR") else {
        return Ok(());
    };
    let target = Path::new(&out).join("runbooks");
    if target.exists() {
        fs::remove_dir_all(&target)?;
    }
    copy_folder(Path::new("../runbooks"), &target)
}

fn copy_folder(source: &Path, target: &Path) -> io::Result<()> {
    fs::create_dir_all(target)?;
    for entry in fs::read_dir(source)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_string_lossy().starts_with('.') {
            continue; // checkpoints of notebook editors
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
