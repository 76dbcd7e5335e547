//! Bringing credentials to members, against a mail server that the tests bring with them.

mod authority;
mod great;
mod letters;
mod places;
mod replacing;
mod secure;
mod sink;
mod troubles;
