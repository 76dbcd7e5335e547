//! Loops, for this crate and for those that build on it, that run on all cores when the crate is built with the feature `parallel`, and on one otherwise (WASM).
//! Results come in the order of the inputs either way. How the work is split depends on its amount only.

/// Applies a function to every item.
#[cfg(feature = "parallel")]
pub fn map<T: Send, U: Send>(items: Vec<T>, f: impl Fn(T) -> U + Sync + Send) -> Vec<U> {
    use rayon::prelude::*;
    items.into_par_iter().map(f).collect()
}

/// Applies a function to every item.
#[cfg(not(feature = "parallel"))]
pub fn map<T, U>(items: Vec<T>, f: impl Fn(T) -> U) -> Vec<U> {
    items.into_iter().map(f).collect()
}

/// How many of so many items make a portion for one core, so that what is shared inside a portion is worth it.
pub fn portion(items: usize) -> usize {
    #[cfg(feature = "parallel")]
    let cores = rayon::current_num_threads();
    #[cfg(not(feature = "parallel"))]
    let cores = 1;
    items.div_ceil(cores).max(1)
}
