//! What may be recorded, and what it shows: attacks, properties, findings, the assessment.
//!
//! One program, so that the world in which elections are built is built once.

mod assessing;
mod attacks;
mod documents;
mod findings;
mod polls;
mod properties;
mod recorded_first;
mod whole;
mod world;
