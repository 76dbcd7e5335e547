//! The only judge: what may be recorded, and what it breaks.
//!
//! [`Election::check`] says whether an entry may be recorded. It changes nothing. [`Election::apply`] records it and
//! says what it breaks. Nothing else in Veche decides either; server, browser, command line and verifier call the same.
//!
//! | module | subject |
//! | --- | --- |
//! | [`state`] | what a record says so far |
//! | [`keys`] | whose keys are whose |
//! | [`rejection`] | what may not be recorded |
//! | [`admit`] | the rules of recording that hold for every entry |
//! | [`authority`] | who may say what |
//! | [`order`] | what must come before what |
//! | [`mod@apply`] | what each entry changes |

pub mod admit;
pub mod apply;
pub mod authority;
pub mod keys;
pub mod order;
pub mod rejection;
pub mod state;

pub use admit::Accepted;
pub use authority::consent_message;
pub use keys::{KeyState, Keys, Person};
pub use rejection::{Rejection, Rule};
pub use state::Election;
