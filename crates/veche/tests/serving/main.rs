//! A server, asked over HTTP without a network.
//!
//! | module | subject |
//! | --- | --- |
//! | [`support`] | an election with an open poll, and a server for it |
//! | [`casting`] | ballots: what is accepted, promised, published, and what is refused |
//! | [`requests`] | any request at all |

mod casting;
mod requests;
mod support;
