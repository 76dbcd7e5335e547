//! The registrar's tasks: to make credentials, to bring each member their own, to know whom that did not reach, and to
//! replace what was lost.

mod bounces;
mod generate;
mod replace;
mod send;

pub use bounces::bounces;
pub use generate::{Voters, check_weight_classes, generate};
pub use replace::replace;
pub use send::{By, Mailing, Sending, send};
