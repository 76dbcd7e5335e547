//! Bringing each member the private credential, by mail or as a printed letter, and knowing afterwards who has it.
//!
//! This happens on the registrar's computer, and nothing of it is published but the replacements. A private credential is
//! in the registrar's file, in the mail or letter, and nowhere else. Only [`postman`] is for the server: its mails bring
//! codes, and never a credential.
//!
//! | module | subject |
//! | --- | --- |
//! | [`credentials`] | the file of private credentials |
//! | [`journal`] | what was sent to whom, so that a run that was cut off goes on |
//! | [`plan`] | who is to be sent to now |
//! | [`texts`] | what members read, in three languages |
//! | [`content`] | what one mail or letter says |
//! | [`mail`] | one mail as bytes |
//! | [`account`] | where and as whom mails are handed in |
//! | [`smtp`] | the conversation with the mail server |
//! | [`deliver`] | all mails, one after the other |
//! | [`postman`] | the mails of a server, which bring codes |
//! | [`delivery_status`] | mails that say that a mail could not be delivered |
//! | [`face`] | the type of the letters: which glyph, how wide |
//! | [`sheet`] | the lines of one letter, on one page |
//! | [`letters`] | all letters as one PDF |
//! | [`replacement`] | a new credential for one that was lost, with a visible trace |

pub mod account;
pub mod content;
pub mod credentials;
pub mod deliver;
pub mod delivery_status;
pub mod face;
pub mod journal;
pub mod letters;
pub mod mail;
pub mod plan;
pub mod postman;
pub mod replacement;
pub mod sheet;
pub mod smtp;
pub mod texts;
