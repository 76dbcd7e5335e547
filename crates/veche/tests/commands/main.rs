//! The binary from outside: what each command does, refuses and leaves behind.

mod counting;
mod crash;
mod poll;
mod ranked;
mod record;
mod refusals;
mod verifying;
