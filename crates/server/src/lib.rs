//! A polite door to the record: HTTP API, pages, the collection of ballots.
//!
//! | module | subject |
//! | --- | --- |
//! | [`house`] | everything that one server serves |
//! | [`room`] | one election: readers, ballots, the one hand that writes |
//! | [`shown`] | an election as readers see it, at one moment |
//! | [`kept`] | programs that people keep as one file |
//! | [`words`] | everything that is said, in each language |
//! | [`pages`] | what people read |
//! | [`http`] | which address leads where |
//! | [`serve`] | listening, and stopping gracefully |
//! | [`site`] | the same as static files |
//!
//! What may be recorded is decided in `veche_election` and `veche_poll`, and kept by `veche_store`. Nothing here decides.

#![forbid(unsafe_code)]

pub mod house;
pub mod http;
pub mod kept;
pub mod pages;
pub mod room;
pub mod serve;
pub mod shown;
pub mod site;
pub mod words;
