//! Loops that run on all cores when the crate is built with the feature `parallel`, and on one otherwise (WASM).
//! Results come in the order of the inputs either way.

/// Applies a function to every item.
#[cfg(feature = "parallel")]
pub(crate) fn map<T: Send, U: Send>(items: Vec<T>, f: impl Fn(T) -> U + Sync + Send) -> Vec<U> {
    use rayon::prelude::*;
    items.into_par_iter().map(f).collect()
}

/// Applies a function to every item.
#[cfg(not(feature = "parallel"))]
pub(crate) fn map<T, U>(items: Vec<T>, f: impl Fn(T) -> U) -> Vec<U> {
    items.into_iter().map(f).collect()
}

/// Cuts a list into a portion for each core, so that what is shared inside a portion is worth it.
pub(crate) fn portions<T>(items: Vec<T>) -> Vec<Vec<T>> {
    #[cfg(feature = "parallel")]
    let cores = rayon::current_num_threads();
    #[cfg(not(feature = "parallel"))]
    let cores = 1;
    let size = items.len().div_ceil(cores).max(1);
    let mut rest = items.into_iter();
    let mut portions = Vec::with_capacity(cores);
    loop {
        let portion: Vec<T> = rest.by_ref().take(size).collect();
        if portion.is_empty() {
            return portions;
        }
        portions.push(portion);
    }
}
