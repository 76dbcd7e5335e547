//! The voter's side in the browser: thin bindings to the pure crates, no logic of its own.
//!
//! Three small files are built from this crate, one for each of its features, by `cargo xtask wasm`. A page calls a
//! function with bytes and gets bytes back; all JSON. Nothing here reads a clock, draws randomness or fetches: the page
//! hands in days, random bytes and what it fetched.
//!
//! | module | subject |
//! | --- | --- |
//! | [`answer`] | what comes back: `{"ok": …}` or `{"error": …}` |
//! | [`chance`] | random bytes from the page, stretched and wiped |
//! | [`vote`] | encrypt, challenge or sign; check another device |
//! | [`verify`] | a whole record, verified as it is fetched |
//! | [`report`] | a report signed with a key that is used once |
//! | `memory` | the functions that a page can call; the only one with unsafe code, and only in a browser |

#![deny(unsafe_code)]

pub mod answer;
pub mod chance;
#[cfg(target_family = "wasm")]
pub mod memory;
#[cfg(feature = "report")]
pub mod report;
#[cfg(feature = "verify")]
pub mod verify;
#[cfg(feature = "vote")]
pub mod vote;
