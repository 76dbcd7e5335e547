//! What was found about an election, for people and programs.
//!
//! | module | subject |
//! | --- | --- |
//! | [`text`] | `veche verify` for people |
//! | [`assess_text`] | `veche assess` for people |
//! | [`json`] | both for programs |

pub mod assess_text;
pub mod json;
pub mod text;
