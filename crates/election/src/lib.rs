//! The public process of an election: what may happen, in what order, and what it shows.

#![forbid(unsafe_code)]

pub mod assess;
pub mod canonical;
pub mod check;
pub mod entry;
pub mod judge;
mod parallel;
pub mod promise;
pub mod shows;
pub mod value;
pub mod verify;
pub mod work;
