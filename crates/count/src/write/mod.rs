//! Outcomes as people and programs read them.
//!
//! | module | form |
//! | --- | --- |
//! | [`text`] | a table for each stage, or the count told in sentences |
//! | [`csv`] | a line for each total and transfer |
//! | [`svg`] | bars of a stage, and votes that flow from stage to stage |
//! | [`nist`] | the Election Results Common Data Format of NIST, JSON |
//!
//! JSON is the [`Outcome`](crate::outcome::Outcome) as it is: every part of it is `Serialize`.

pub mod csv;
pub mod nist;
pub mod svg;
pub mod text;
