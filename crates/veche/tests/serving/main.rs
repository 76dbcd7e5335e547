//! A server, asked over HTTP without a network.
//!
//! | module | subject |
//! | --- | --- |
//! | [`support`] | an election with an open poll, and a server for it |
//! | [`casting`] | ballots: what is accepted, promised, published, and what is refused |
//! | [`closing`] | the command line ends a poll that a server serves |
//! | [`keeping`] | elections in and out, logins, static files |
//! | [`requests`] | any request at all |

mod casting;
mod closing;
mod keeping;
mod requests;
mod support;
