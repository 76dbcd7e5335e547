//! The voter's side in the browser: thin bindings to the pure crates, no logic of its own.
