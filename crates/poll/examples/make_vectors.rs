//! Makes the test vectors: `cargo run -p veche-poll --example make_vectors [FOLDER]`, by default `vectors`.

#[path = "make_vectors/mod.rs"]
mod make_vectors;

use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = env::args_os()
        .nth(1)
        .map_or_else(|| "vectors".into(), PathBuf::from);
    fs::create_dir_all(&folder)?;
    let files = make_vectors::publish();
    // What is no longer made must not stay: the folder is exactly what the index lists.
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if path.extension().is_some_and(|extension| extension == "bel") && !files.contains_key(name)
        {
            fs::remove_file(&path)?;
        }
    }
    for (name, bytes) in &files {
        fs::write(folder.join(name), bytes)?;
    }
    println!("{} files in {}", files.len(), folder.display());
    Ok(())
}
