//! Whether the processor has the instructions, and the calls that need them.

use crate::{Entry, Point, Product};

/// The proof that this program runs on a processor with AVX-512F, DQ and IFMA. Only [`Processor::detect`] makes one.
#[derive(Clone, Copy, Debug)]
pub struct Processor(Proof);

#[cfg(target_arch = "x86_64")]
type Proof = ();
/// Nothing: there is no such processor.
#[cfg(not(target_arch = "x86_64"))]
type Proof = std::convert::Infallible;

impl Processor {
    /// The proof, if the processor has the instructions. The answer never changes while a program runs.
    #[cfg(target_arch = "x86_64")]
    pub fn detect() -> Option<Self> {
        let has = std::is_x86_feature_detected!("avx512f")
            && std::is_x86_feature_detected!("avx512dq")
            && std::is_x86_feature_detected!("avx512ifma");
        has.then_some(Self(()))
    }

    /// `None`: this is another kind of processor.
    #[cfg(not(target_arch = "x86_64"))]
    pub fn detect() -> Option<Self> {
        None
    }

    /// All the products, in their order.
    #[cfg(target_arch = "x86_64")]
    #[expect(
        unsafe_code,
        reason = "nothing safe calls what is compiled for some processors only"
    )]
    pub fn products(self, products: &[Product]) -> Vec<Point> {
        // SAFETY: the function needs AVX-512F, DQ and IFMA and nothing else; that `self` exists says that they are there.
        unsafe { crate::eight::products(products) }
    }

    /// The sum of the points, each times its exponent, below 2²⁵⁵, the lowest byte first, as the sum of
    /// 2^([`WINDOW`](crate::WINDOW)·*i*) times the *i*th of these, from 0. What one list has more than the other is left out.
    #[cfg(target_arch = "x86_64")]
    #[expect(
        unsafe_code,
        reason = "nothing safe calls what is compiled for some processors only"
    )]
    pub fn sum(self, points: &[Entry], exponents: &[[u8; 32]]) -> [Point; 8] {
        // SAFETY: as above.
        unsafe { crate::eight::sum(points, exponents) }
    }

    /// Never called.
    #[cfg(not(target_arch = "x86_64"))]
    pub fn sum(self, _: &[Entry], _: &[[u8; 32]]) -> [Point; 8] {
        match self.0 {}
    }

    /// Never called.
    #[cfg(not(target_arch = "x86_64"))]
    pub fn products(self, _: &[Product]) -> Vec<Point> {
        match self.0 {}
    }
}
