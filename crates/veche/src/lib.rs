//! The binary's rooms, as a library so that tests and benches can enter them.
//!
//! [`archive`] reads and grows a poll's archive; [`settings`] reads `poll.toml`; [`folder`] says which file of a poll's
//! folder is what; [`database`] finds elections in a server's database; [`members`] reads the registrar's file of
//! members, and [`sending`] brings each the credential; [`commands`] has one module for each person's task; [`render`]
//! makes texts, charts and JSON of what was found.

#![forbid(unsafe_code)]

pub mod archive;
pub mod commands;
pub mod database;
pub mod draft;
pub mod election;
pub mod folder;
pub mod members;
pub mod random;
pub mod render;
pub mod seal;
pub mod sending;
pub mod settings;
pub mod story;
