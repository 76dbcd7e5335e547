//! Records and bodies as folders of a real disk.

mod appending;
mod bodies;
mod kill;
mod reading;
mod support;
mod verifying;
