//! A loop that runs on all cores when the crate is built with the feature `parallel`, and on one otherwise (WASM).
//! Results come in the order of the inputs either way.

/// Applies a function to every item.
#[cfg(feature = "parallel")]
pub(crate) fn map<T: Sync, U: Send>(items: &[T], f: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    use rayon::prelude::*;
    items.par_iter().with_min_len(16).map(f).collect()
}

/// Applies a function to every item.
#[cfg(not(feature = "parallel"))]
pub(crate) fn map<T, U>(items: &[T], f: impl Fn(&T) -> U) -> Vec<U> {
    items.iter().map(f).collect()
}
