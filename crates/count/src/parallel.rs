//! Two things done at once, on two cores, when the crate is built with the feature `parallel`, and one after the other
//! otherwise (WASM).

#[cfg(feature = "parallel")]
pub(crate) use rayon::join;

/// Does the one, then the other.
#[cfg(not(feature = "parallel"))]
pub(crate) fn join<A, B>(one: impl FnOnce() -> A, other: impl FnOnce() -> B) -> (A, B) {
    (one(), other())
}
