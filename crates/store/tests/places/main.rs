//! Places where elections are kept, as other programs use them.

mod backups;
mod keeping;
mod kill;
mod support;
