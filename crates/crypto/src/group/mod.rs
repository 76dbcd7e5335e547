//! Groups in which discrete logarithms are hard (spec §Groups).
//!
//! One trait, two implementations: [`Ed25519`] and [`PrimeField`] (a subgroup of the integers modulo a prime, with
//! the parameters [`Belenios2048`] or [`Rfc3526`]). The notation is multiplicative, as in the specification.

mod decimal;
mod ed25519;
mod field;
mod members;

use core::fmt::Debug;
use core::ops::{Add, Mul, Neg, Sub};

use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroize;

pub use ed25519::Ed25519;
pub use field::{Belenios2048, FieldParams, PrimeField, Rfc3526};

/// Why a text is not a group element or a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The text has characters, a length or leading zeros that the canonical form has not.
    #[error("not in canonical form")]
    NotCanonical,
    /// The number is not below its modulus.
    #[error("number out of range")]
    OutOfRange,
    /// No point of the curve has this encoding.
    #[error("not a point of the curve")]
    NotOnCurve,
    /// The element lies outside the subgroup of prime order.
    #[error("not an element of the group")]
    NotInGroup,
}

/// An integer modulo the group's order *q*.
///
/// Addition, multiplication, negation, comparison by [`ConstantTimeEq`] and selection run in constant time.
pub trait Scalar:
    Copy
    + Debug
    + Eq
    + Send
    + Sync
    + Zeroize
    + ConstantTimeEq
    + ConditionallySelectable
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Neg<Output = Self>
    + 'static
{
    /// Zero.
    const ZERO: Self;
    /// One.
    const ONE: Self;

    /// The scalar that is this integer.
    fn from_u64(value: u64) -> Self;

    /// A uniformly random scalar, in constant time.
    fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Self;

    /// A big-endian number of at most 64 bytes, modulo *q*, in constant time.
    fn reduce(big_endian: &[u8]) -> Self;

    /// The multiplicative inverse; zero for zero.
    fn invert(&self) -> Self;

    /// Reads a number in base 10 without sign or leading zeros, below *q* (spec §Basic types). Its running time
    /// depends on the text.
    ///
    /// # Errors
    /// [`DecodeError::NotCanonical`] or [`DecodeError::OutOfRange`].
    fn decode(text: &str) -> Result<Self, DecodeError>;

    /// Appends the number in base 10. Its running time depends on the value.
    fn encode_vartime(&self, out: &mut String);
}

/// An element and the exponents of several products of powers with it, all public: see
/// [`encode_powers_vartime`](Group::encode_powers_vartime).
#[derive(Clone)]
pub struct Powers<G: Group> {
    /// A prepared base; without one, its exponents are left out.
    pub table: Option<G::Table>,
    /// The element.
    pub x: G::Element,
    /// For each product, the exponents.
    pub exponents: Vec<Exponents<G>>,
}

/// The exponents of *base*, *g* and *x* in a product of three powers.
#[derive(Clone, Copy, Debug)]
pub struct Exponents<G: Group> {
    /// The exponent of the prepared base.
    pub table: G::Scalar,
    /// The exponent of *g*.
    pub g: G::Scalar,
    /// The exponent of the element.
    pub x: G::Scalar,
}

/// A cyclic group of prime order *q* with generator *g*, inside a larger set whose elements have canonical encodings.
///
/// An [`Element`](Group::Element) is known to lie in the larger set only: [`decode`](Group::decode) does not check
/// membership, so that the checks of many elements can be joined ([`all_members_vartime`](Group::all_members_vartime)).
/// Whoever decodes must see to it; [`decode_member`](Group::decode_member) does both.
pub trait Group: Copy + Debug + Default + Eq + Send + Sync + 'static {
    /// The name in an election's `group` field.
    const NAME: &'static str;

    /// Integers modulo *q*.
    type Scalar: Scalar;

    /// Elements of the surrounding set.
    type Element: Clone + Debug + Eq + Send + Sync + 'static;

    /// What is computed once for a base that is raised to many powers.
    type Table: Clone + Send + Sync + 'static;

    /// The neutral element.
    fn identity() -> Self::Element;

    /// The generator *g*.
    fn generator() -> Self::Element;

    /// Reads an element's canonical encoding. Does **not** check that it lies in the group.
    ///
    /// # Errors
    /// Any [`DecodeError`] but [`DecodeError::NotInGroup`].
    fn decode(text: &str) -> Result<Self::Element, DecodeError>;

    /// Reads an element's canonical encoding and checks that it lies in the group.
    ///
    /// # Errors
    /// Any [`DecodeError`].
    fn decode_member(text: &str) -> Result<Self::Element, DecodeError> {
        let element = Self::decode(text)?;
        if Self::is_member_vartime(&element) {
            Ok(element)
        } else {
            Err(DecodeError::NotInGroup)
        }
    }

    /// Appends an element's canonical encoding.
    fn encode(element: &Self::Element, out: &mut String);

    /// Appends the encodings of several elements, separated by commas, sharing work where the group can.
    fn encode_all(elements: &[Self::Element], out: &mut String) {
        for (i, element) in elements.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            Self::encode(element, out);
        }
    }

    /// Gets elements ready to be encoded, sharing work where the group can. Changes nothing that can be seen.
    fn prepare_encodings(elements: &mut [&mut Self::Element]) {
        let _ = elements;
    }

    /// The canonical encoding as a text of its own.
    fn to_text(element: &Self::Element) -> String {
        let mut out = String::new();
        Self::encode(element, &mut out);
        out
    }

    /// A short form of an element's encoding for keeping many in memory, of the same length for all elements of a
    /// group; [`unpack`](Group::unpack) reads it back.
    fn pack(element: &Self::Element) -> Vec<u8>;

    /// Reads what [`pack`](Group::pack) wrote, and nothing else. `None` if it is not such a form.
    fn unpack(packed: &[u8]) -> Option<Self::Element>;

    /// The bytes by which the reference implementation sorts elements (ciphertexts of a non-homomorphic question,
    /// public credentials): in Ed25519 those of RFC 8032, in the fields those of the number, the highest first.
    fn sort_key(element: &Self::Element) -> Vec<u8>;

    /// Whether an element lies in the subgroup of order *q*. The neutral element does.
    fn is_member_vartime(element: &Self::Element) -> bool;

    /// Whether every element lies in the subgroup of order *q*, wrong with a probability of at most 2⁻¹²⁸ over `seed`.
    ///
    /// The seed must be unknown to whoever made the elements. A `false` does not say which element is at fault.
    fn all_members_vartime(elements: &[Self::Element], seed: &[u8; 32]) -> bool {
        members::all_members::<Self>(elements, seed)
    }

    /// The product *ab*, in constant time.
    fn mul(a: &Self::Element, b: &Self::Element) -> Self::Element;

    /// The inverse 1/*a*. Never fails: every element that decodes is invertible.
    fn inv(a: &Self::Element) -> Self::Element;

    /// *base*^*exponent*, in constant time.
    fn pow(base: &Self::Element, exponent: &Self::Scalar) -> Self::Element;

    /// *base*^*exponent* for public data.
    fn pow_vartime(base: &Self::Element, exponent: &Self::Scalar) -> Self::Element {
        Self::pow(base, exponent)
    }

    /// *base*^*exponent* for a small public exponent, such as a weight or a count.
    fn pow_u64_vartime(base: &Self::Element, exponent: u64) -> Self::Element;

    /// *g*^*exponent*, in constant time.
    fn g_pow(exponent: &Self::Scalar) -> Self::Element;

    /// Prepares a base for [`table_pow`](Group::table_pow) and
    /// [`encode_powers_vartime`](Group::encode_powers_vartime).
    fn table(base: &Self::Element) -> Self::Table;

    /// *base*^*exponent* for a prepared base, in constant time.
    fn table_pow(table: &Self::Table, exponent: &Self::Scalar) -> Self::Element;

    /// *g*^*r* · *x*^*c* for public data.
    fn g_double_pow_vartime(r: &Self::Scalar, x: &Self::Element, c: &Self::Scalar)
    -> Self::Element;

    /// The canonical encodings of all the products *base*^*t* · *g*^*s* · *x*^*c*, in their order, for public data: the
    /// powers of one *x* share work.
    fn encode_powers_vartime(powers: &[Powers<Self>]) -> Vec<String>;

    /// Hints for all the products of [`encode_powers_vartime`](Group::encode_powers_vartime), in their order, all of the same
    /// length: whoever has them need not compute the products. Elements and bases must lie in the group. `None` if the group
    /// has no hints, as the default has not: then every product is computed.
    fn hint_powers_vartime(powers: &[Powers<Self>]) -> Option<Vec<u8>> {
        let _ = powers;
        None
    }

    /// The encodings of what hints stand for, be it right or wrong: all of it lies in the group. `None` if they are not so
    /// many hints in canonical form.
    fn encode_hints_vartime(hints: &[u8], number: usize) -> Option<Vec<String>> {
        let _ = (hints, number);
        None
    }

    /// Whether hints stand for exactly the products of [`encode_powers_vartime`](Group::encode_powers_vartime), wrong with a
    /// probability of at most 2⁻¹²⁸ over `seed`, which whoever made powers and hints must not have known.
    ///
    /// Elements and bases must lie in the group: without that it says nothing. A `false` does not say which hint is wrong.
    fn hints_hold_vartime(powers: &[Powers<Self>], hints: &[u8], seed: &[u8; 32]) -> bool {
        let _ = (powers, hints, seed);
        false
    }

    /// *b*^*r* · *x*^*c* for public data.
    fn double_pow_vartime(
        b: &Self::Element,
        r: &Self::Scalar,
        x: &Self::Element,
        c: &Self::Scalar,
    ) -> Self::Element {
        Self::mul(&Self::pow_vartime(b, r), &Self::pow_vartime(x, c))
    }

    /// The product of bases with an exponent each, in constant time for the exponents. What one of them has more than the
    /// other is left out.
    fn product_of_powers(bases: &[&Self::Element], exponents: &[Self::Scalar]) -> Self::Element;

    /// [`product_of_powers`](Group::product_of_powers) for public data.
    fn product_of_powers_vartime(
        bases: &[&Self::Element],
        exponents: &[Self::Scalar],
    ) -> Self::Element;

    /// How many small integers an element can hold (spec §Groups); 0 if the group has no such embedding.
    const EMBEDDED: usize;

    /// The element that holds these integers (`of_ints`). `None` if the group has no embedding, if they are more than
    /// [`EMBEDDED`](Group::EMBEDDED), or, in RFC-3526-2048, if they are so many and the first eight of them so high that no
    /// number below *p* holds them.
    ///
    /// It searches for an element, and goes on to a fixed number of attempts, so that their number depends on the integers
    /// with a probability of 2⁻¹¹ only. In the prime fields an attempt itself takes a time that depends on them.
    fn embed(integers: &[u8]) -> Option<Self::Element>;

    /// The last so many integers in an element (`to_ints`). Every element has some: whether somebody put them there shows
    /// [`embed`](Group::embed). Empty if the group has no embedding.
    fn embedded_vartime(element: &Self::Element, count: usize) -> Vec<u8>;

    /// An element whose logarithm nobody knows, another for each number (spec §Shuffle algorithms, `GetGenerator`; −1 is
    /// the secondary generator).
    fn independent_generator(number: i64) -> Self::Element;

    /// SHA-256 of the prefix and the elements' encodings joined by commas, read as a big-endian number modulo *q*:
    /// the challenge of every proof (spec §Verification keys and after).
    fn challenge(prefix: &str, elements: &[Self::Element]) -> Self::Scalar {
        let mut text = String::with_capacity(65 * elements.len());
        Self::encode_all(elements, &mut text);
        Self::challenge_of_text(prefix, &text)
    }

    /// [`challenge`](Group::challenge), where the encodings are already joined by commas.
    fn challenge_of_text(prefix: &str, text: &str) -> Self::Scalar {
        // The prefix is not copied: it holds what is signed, which may be secret.
        let digest = Sha256::new()
            .chain_update(prefix)
            .chain_update(text)
            .finalize();
        Self::Scalar::reduce(&digest)
    }
}

/// A piece of work that can be done in any group: see [`with_group`].
pub trait GroupTask {
    /// What the work yields.
    type Output;

    /// Does the work in the group `G`.
    fn run<G: Group>(self) -> Self::Output;
}

/// Does a piece of work in the group of this name (an election's `group` field). `None` if no group has this name.
pub fn with_group<T: GroupTask>(name: &str, task: T) -> Option<T::Output> {
    match name {
        Ed25519::NAME => Some(task.run::<Ed25519>()),
        PrimeField::<Belenios2048>::NAME => Some(task.run::<PrimeField<Belenios2048>>()),
        PrimeField::<Rfc3526>::NAME => Some(task.run::<PrimeField<Rfc3526>>()),
        _ => None,
    }
}

/// The names of the groups, the one for new polls first.
pub const GROUP_NAMES: [&str; 3] = [
    Ed25519::NAME,
    PrimeField::<Belenios2048>::NAME,
    PrimeField::<Rfc3526>::NAME,
];
