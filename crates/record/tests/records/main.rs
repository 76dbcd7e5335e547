//! Trees, proofs and files of a record, against other people's programs and against attacks.

mod attacks;
mod conflicts;
mod inclusion;
mod log;
mod notes;
mod trees;
