//! Keeps records and secrets safe.
//!
//! [`files`] is what everything else stands on: files that only grow and survive a crash at any moment, files that
//! appear whole or not at all, and files that only their owner may read.

#![forbid(unsafe_code)]

pub mod files;
