//! Bringing credentials to members, against a mail server that the tests bring with them.

mod great;
mod letters;
mod places;
mod replacing;
mod sink;
mod troubles;
