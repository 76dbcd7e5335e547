//! ElGamal encryption in the exponent (spec §Homomorphic answers): ciphertexts that multiply as their contents add.

use core::fmt;

use crate::group::{DecodeError, Group, Scalar};
use crate::secret::SecretScalar;
use crate::wire::CiphertextText;

/// A key to encrypt to, with what is computed once for it.
///
/// Does not say who holds the private part, nor that anyone does.
#[derive(Clone)]
pub struct PublicKey<G: Group> {
    element: G::Element,
    table: G::Table,
}

impl<G: Group> PublicKey<G> {
    /// Prepares a key. The element must be a member of the group.
    pub fn new(element: G::Element) -> Self {
        let table = G::table(&element);
        Self { element, table }
    }

    /// The key itself, *y*.
    pub fn element(&self) -> &G::Element {
        &self.element
    }

    /// The key prepared as a base.
    pub fn table(&self) -> &G::Table {
        &self.table
    }
}

impl<G: Group> fmt::Debug for PublicKey<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({:?})", self.element)
    }
}

/// A pair (*g*^*r*, *y*^*r* *g*^*m*): the encryption of *m* with randomness *r* (spec §Common structures).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ciphertext<G: Group> {
    /// *g*^*r*.
    pub alpha: G::Element,
    /// *y*^*r* *g*^*m*.
    pub beta: G::Element,
}

impl<G: Group> Ciphertext<G> {
    /// Encrypts a small integer with the given randomness, in constant time.
    pub fn encrypt(key: &PublicKey<G>, opening: &Opening<G>) -> Self {
        let r = opening.randomness.expose();
        Self {
            alpha: G::g_pow(r),
            beta: G::mul(
                &G::table_pow(&key.table, r),
                &G::g_pow(&G::Scalar::from_u64(opening.plaintext)),
            ),
        }
    }

    /// The encryption of zero with no randomness: neutral for [`mul`](Self::mul).
    pub fn neutral() -> Self {
        Self {
            alpha: G::identity(),
            beta: G::identity(),
        }
    }

    /// The encryption of the sum of both contents.
    pub fn mul(&self, other: &Self) -> Self {
        Self {
            alpha: G::mul(&self.alpha, &other.alpha),
            beta: G::mul(&self.beta, &other.beta),
        }
    }

    /// The encryption of the content times a public weight.
    pub fn pow_u64_vartime(&self, weight: u64) -> Self {
        Self {
            alpha: G::pow_u64_vartime(&self.alpha, weight),
            beta: G::pow_u64_vartime(&self.beta, weight),
        }
    }

    /// The ciphertext that takes this one away again: the pair of inverses.
    pub fn inv(&self) -> Self {
        Self {
            alpha: G::inv(&self.alpha),
            beta: G::inv(&self.beta),
        }
    }

    /// The product of several.
    pub fn product<'a>(ciphertexts: impl IntoIterator<Item = &'a Self>) -> Self
    where
        G: 'a,
    {
        let mut all = ciphertexts.into_iter();
        let first = all.next().cloned().unwrap_or_else(Self::neutral);
        all.fold(first, |product, next| product.mul(next))
    }

    /// Reads the text form. Does **not** check that the elements lie in the group.
    ///
    /// # Errors
    /// [`DecodeError`], with the name of the field.
    pub fn from_text(text: &CiphertextText) -> Result<Self, (&'static str, DecodeError)> {
        Ok(Self {
            alpha: G::decode(&text.alpha).map_err(|error| ("alpha", error))?,
            beta: G::decode(&text.beta).map_err(|error| ("beta", error))?,
        })
    }

    /// The text form.
    pub fn to_text(&self) -> CiphertextText {
        CiphertextText {
            alpha: G::to_text(&self.alpha),
            beta: G::to_text(&self.beta),
        }
    }
}

/// What a ciphertext holds and the randomness that hides it: whoever has it can open the ciphertext.
pub struct Opening<G: Group> {
    randomness: SecretScalar<G>,
    plaintext: u64,
}

impl<G: Group> Opening<G> {
    /// An opening with randomness from the caller.
    pub fn new(randomness: SecretScalar<G>, plaintext: u64) -> Self {
        Self {
            randomness,
            plaintext,
        }
    }

    /// The randomness *r*.
    pub fn randomness(&self) -> &SecretScalar<G> {
        &self.randomness
    }

    /// The content *m*.
    pub fn plaintext(&self) -> u64 {
        self.plaintext
    }

    /// The opening of the product of the ciphertexts that these open, in constant time.
    pub fn sum<'a>(openings: impl IntoIterator<Item = &'a Self>) -> Self
    where
        G: 'a,
    {
        let mut randomness = G::Scalar::ZERO;
        let mut plaintext = 0u64;
        for opening in openings {
            randomness = randomness + *opening.randomness.expose();
            plaintext = plaintext.wrapping_add(opening.plaintext);
        }
        Self::new(SecretScalar::new(randomness), plaintext)
    }
}

impl<G: Group> Drop for Opening<G> {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.plaintext);
    }
}

impl<G: Group> fmt::Debug for Opening<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opening(…)")
    }
}
