//! An append-only list that can prove what it contains.

#![forbid(unsafe_code)]
