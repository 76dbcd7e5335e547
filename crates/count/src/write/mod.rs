//! Outcomes as people and programs read them.
//!
//! | module | form |
//! | --- | --- |
//! | [`text`] | a table for each stage, or the count told in sentences |
//! | [`csv`] | a line for each total and transfer |
//!
//! JSON is the [`Outcome`](crate::outcome::Outcome) as it is: every part of it is `Serialize`.

pub mod csv;
pub mod text;
