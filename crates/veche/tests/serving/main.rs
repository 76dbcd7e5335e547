//! A server, asked over HTTP without a network.
//!
//! | module | subject |
//! | --- | --- |
//! | [`support`] | an election with an open poll, and a server for it |
//! | [`casting`] | ballots: what is accepted, promised, published, and what is refused |
//! | [`closing`] | the command line ends a poll that a server serves |
//! | [`hints`] | hints made as ballots are published |
//! | [`logging_in`] | codes by mail, passwords that voters set |
//! | [`keeping`] | elections in and out, logins, static files |
//! | [`programs`] | the booth and the verifier as files to keep |
//! | [`requests`] | any request at all |

mod casting;
mod closing;
mod hints;
mod keeping;
mod logging_in;
mod programs;
mod requests;
mod support;

#[path = "../sending/authority.rs"]
#[allow(dead_code, reason = "the tests of sending need more of it")]
mod authority;
#[path = "../sending/sink.rs"]
#[allow(dead_code, reason = "the tests of sending need more of it")]
mod sink;
