//! A polite door to the record: HTTP API, pages, the collection of ballots.

#![forbid(unsafe_code)]
