//! What was found about an election, for people and programs.
//!
//! | module | subject |
//! | --- | --- |
//! | [`text`] | `veche verify` for people |
//! | [`assess_text`] | `veche assess` for people |
//! | [`json`] | both for programs |
//! | [`page`] | what HTML documents share: escaping, head, texts of others |
//! | [`assess_html`] | `veche assess` as one HTML file |
//! | [`minutes_html`] | `veche report`: the minutes of a vote |

pub mod assess_html;
pub mod assess_text;
pub mod json;
#[cfg(test)]
mod markup;
pub mod minutes_html;
pub mod page;
pub mod text;
