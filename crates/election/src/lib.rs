//! The public process of an election: what may happen, in what order, and what it shows.

#![forbid(unsafe_code)]
