//! Eight public points of Edwards25519 at a time, on processors that multiply eight numbers of 52 bits at once (AVX-512 IFMA).
//!
//! A verifier computes twenty products of powers for a ballot with five choices, and nearly all its time goes there. They do not
//! depend on each other, so eight of them fit side by side into the lanes of vectors. `curve25519-dalek` has such vectors, and
//! uses them for the four coordinates of one point; its public interface gives nobody else a way in. So this is written again
//! here, for what it is best at, with the two things that the rest of the program does without: the processor's own
//! instructions, and the one `unsafe` without which they cannot be called ([`Processor`] says why it is sound).
//!
//! Everything takes a time that depends on the numbers, so nothing here may see a secret. Whatever is computed here is also
//! computed without vectors elsewhere (`veche-crypto`, `group::ed25519::vartime`), for all other processors, and compared.
//!
//! Numbers modulo *p* = 2²⁵⁵ − 19 go in and out as [`Limbs`].

#![deny(unsafe_code)]
#![warn(missing_docs)]

mod digits;
#[cfg(target_arch = "x86_64")]
mod eight;
mod processor;

pub use digits::digits;
pub use processor::Processor;

/// A number modulo *p*: five limbs, the lowest first, each times 2⁵¹ more than the one before, all below 2⁵².
pub type Limbs = [u64; 5];

/// A point with *Z* = 1 ready to be added: *y* + *x*, *y* − *x*, 2*dxy*, where *d* is the curve's.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// *y* + *x*.
    pub plus: Limbs,
    /// *y* − *x*.
    pub minus: Limbs,
    /// 2*dxy*.
    pub t2d: Limbs,
}

/// Rows of a [`Table`]: one for each byte of an exponent.
pub const ROWS: usize = 32;
/// Entries of a row.
pub const ENTRIES: usize = 128;

/// Of a base *B*, in the place *j* of the row *i*, both from 0: (*j* + 1) 256^*i* *B*. There are [`ROWS`] rows.
pub type Table = [[Entry; ENTRIES]];

/// How many bits lie between two of the points that [`Processor::sum`] gives.
pub const WINDOW: usize = 9;

/// What is multiplied: *x*^*exponent*, and each table's base to the exponent beside it. Exponents are below 2²⁵⁵, the lowest
/// byte first.
#[derive(Clone, Copy)]
pub struct Product<'a> {
    /// A point of the curve as *x* and *y*.
    pub x: [Limbs; 2],
    /// Its exponent.
    pub exponent: [u8; 32],
    /// Bases that have a table, with their exponents.
    pub tables: [Option<(&'a Table, [u8; 32])>; 2],
}

/// A point as (*X*/*Z*, *Y*/*Z*).
#[derive(Clone, Copy, Debug)]
pub struct Point {
    /// *X*.
    pub x: Limbs,
    /// *Y*.
    pub y: Limbs,
    /// *Z*, never zero.
    pub z: Limbs,
}
