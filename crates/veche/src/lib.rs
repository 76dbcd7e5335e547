//! The binary's rooms, as a library so that tests and benches can enter them.
//!
//! [`archive`] reads and grows a poll's archive; [`settings`] reads `poll.toml`; [`folder`] says which file of a poll's
//! folder is what; [`commands`] has one module for each person's task; [`render`] makes texts, charts and JSON of what
//! was found.

#![forbid(unsafe_code)]

pub mod archive;
pub mod commands;
pub mod draft;
pub mod election;
pub mod folder;
pub mod random;
pub mod render;
pub mod seal;
pub mod settings;
pub mod story;
