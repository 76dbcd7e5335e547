//! What was found, as text for people and JSON for programs.

pub mod chart;
pub mod election;
pub mod json;
pub mod text;
