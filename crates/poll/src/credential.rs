//! Credentials: the right to vote (spec §Credentials). The private one is the voter's; the public ones are the roll.

use std::collections::{BTreeMap, HashMap};

use rand_core::CryptoRng;
use veche_crypto::channel::{BASE58, random_base58};
use veche_crypto::group::{DecodeError, Group, Scalar};
use veche_crypto::secret::SecretScalar;
use veche_crypto::wire;
use zeroize::Zeroizing;

use crate::election::Uuid;
use crate::weight::Weight;

/// Fewer credentials than this with the same weight may be singled out by the result.
pub const WEIGHT_CLASS: usize = 3;

/// The greatest sum of all weights: up to here a result can be found again from its encryption.
pub const MAX_TOTAL_WEIGHT: u64 = 100_000_000_000;

/// A voter's private credential: `XXXXX-XXXXXX-XXXXX-XXXXXX`, 22 characters of Base58.
///
/// Belenios before 3.1 had shorter ones with a check digit; these are not usable from 3.1 on, nor here.
pub struct PrivateCredential(Zeroizing<String>);

/// Not a private credential. The text is not repeated: it may be one with a typing error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a credential: it has the form XXXXX-XXXXXX-XXXXX-XXXXXX, without 0, O, I and l")]
pub struct CredentialError;

/// How many characters stand between the dashes.
const GROUPS: [usize; 4] = [5, 6, 5, 6];

impl PrivateCredential {
    /// A fresh credential, of 128 bits and more.
    pub fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut text = Zeroizing::new(String::with_capacity(25));
        for (i, length) in GROUPS.into_iter().enumerate() {
            if i > 0 {
                text.push('-');
            }
            random_base58(length, rng, &mut text);
        }
        Self(text)
    }

    /// Reads a credential.
    ///
    /// # Errors
    /// [`CredentialError`].
    pub fn parse(text: &str) -> Result<Self, CredentialError> {
        let groups: Vec<&str> = text.split('-').collect();
        let fits = groups.len() == GROUPS.len()
            && groups.iter().zip(GROUPS).all(|(group, length)| {
                group.len() == length && group.bytes().all(|byte| BASE58.contains(&byte))
            });
        if fits {
            Ok(Self(Zeroizing::new(text.to_owned())))
        } else {
            Err(CredentialError)
        }
    }

    /// Its characters, for the letter or file that brings it to the voter.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The secret exponent, different for each poll (spec §Credentials, *secret*).
    pub fn derive<G: Group>(&self, uuid: &Uuid) -> SecretScalar<G> {
        use sha2::{Digest, Sha256};
        let mut digest = Zeroizing::new([0; 64]);
        for (i, half) in digest.chunks_exact_mut(32).enumerate() {
            let mut hash = Sha256::new();
            hash.update(format!("derive_credential|{uuid}|{i}|"));
            hash.update(self.0.as_bytes());
            half.copy_from_slice(&hash.finalize());
        }
        SecretScalar::new(G::Scalar::reduce(digest.as_slice()))
    }
}

impl std::fmt::Debug for PrivateCredential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PrivateCredential(…)")
    }
}

/// The public part of a credential, as its text on the roll.
pub fn public_credential<G: Group>(secret: &SecretScalar<G>) -> String {
    G::to_text(&G::g_pow(secret.expose()))
}

/// One line of the roll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollEntry {
    /// The public credential, a group element.
    pub credential: String,
    /// How often this voter's ballot counts. `None`: once, and no weights are in use.
    pub weight: Option<Weight>,
}

impl RollEntry {
    /// Reads a line: `element` or `element,weight`.
    ///
    /// # Errors
    /// [`RollError::Line`] for any other form.
    fn parse(line: &str, place: usize) -> Result<Self, RollError> {
        let mut fields = line.split(',');
        let credential = fields.next().unwrap_or_default().to_owned();
        let weight = fields
            .next()
            .map(|text| text.parse().map_err(|_| RollError::Line { place }))
            .transpose()?;
        if fields.next().is_some() {
            return Err(RollError::Line { place });
        }
        Ok(Self { credential, weight })
    }

    /// Reads a line of the registrar's own file, which may bear a weight, empty or not, and a voter's name that is left
    /// out: `element`, `element,weight`, `element,weight,name`, `element,,name`.
    ///
    /// # Errors
    /// [`RollError::Line`] for any other form.
    pub fn parse_registrars(line: &str, place: usize) -> Result<Self, RollError> {
        match line.splitn(3, ',').collect::<Vec<_>>().as_slice() {
            [credential, "", _name] => Self::parse(credential, place),
            [credential, weight, _name] => Self::parse(&format!("{credential},{weight}"), place),
            _ => Self::parse(line, place),
        }
    }

    fn to_line(&self) -> String {
        match self.weight {
            None => self.credential.clone(),
            Some(weight) => format!("{},{weight}", self.credential),
        }
    }
}

/// What is wrong with the roll.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RollError {
    /// Not a JSON array of strings.
    #[error("not the expected JSON: {0}")]
    Json(String),
    /// Not `element` or `element,weight`.
    #[error("credential {place}: not of the form ELEMENT or ELEMENT,WEIGHT")]
    Line {
        /// Which, from 1.
        place: usize,
    },
    /// Not an element of the group.
    #[error("credential {place}: {error}")]
    Element {
        /// Which, from 1.
        place: usize,
        /// What is wrong.
        error: DecodeError,
    },
    /// The neutral element, whose private part everybody knows.
    #[error("credential {place}: the neutral element is no credential")]
    Neutral {
        /// Which, from 1.
        place: usize,
    },
    /// Twice on the roll.
    #[error("credential {place}: {credential} stands on the roll twice")]
    Repeated {
        /// The later place, from 1.
        place: usize,
        /// The credential.
        credential: String,
    },
    /// A weight in a poll whose answers are opened one by one.
    #[error(
        "a voter has the weight {0}, and in a poll with ranks or grades everybody has one vote"
    )]
    WeightOfShuffled(Weight),
    /// The weights add up to more than a result can show.
    #[error("the weights add up to more than {MAX_TOTAL_WEIGHT}")]
    TotalWeight,
}

/// The public list of credentials, checked: each a member of the group, none neutral, none twice.
#[derive(Clone, Debug)]
pub struct Roll {
    weights: HashMap<Box<str>, Weight>,
    total_weight: Weight,
}

impl Roll {
    /// Reads the roll and checks every credential (spec §Credentials, `public_credentials`). The order is free.
    ///
    /// `seed` is for the joint check of membership: see [`Group::all_members_vartime`].
    ///
    /// # Errors
    /// [`RollError`], naming the first credential at fault.
    pub fn parse<G: Group>(bytes: &[u8], seed: &[u8; 32]) -> Result<Self, RollError> {
        let lines: Vec<String> =
            wire::read(bytes).map_err(|error| RollError::Json(error.to_string()))?;
        let mut weights = HashMap::with_capacity(lines.len());
        let mut total_weight = Weight::ZERO;
        let identity = G::identity();
        // In portions, so that a long roll does not stand in memory as elements all at once.
        const PORTION: usize = 8192;
        for (portion, lines) in lines.chunks(PORTION).enumerate() {
            let first = portion * PORTION + 1;
            let mut elements = Vec::with_capacity(lines.len());
            for (line, place) in lines.iter().zip(first..) {
                let entry = RollEntry::parse(line, place)?;
                let element = G::decode(&entry.credential)
                    .map_err(|error| RollError::Element { place, error })?;
                if element == identity {
                    return Err(RollError::Neutral { place });
                }
                elements.push(element);
                let weight = entry.weight.unwrap_or(Weight::ONE);
                total_weight = total_weight
                    .checked_add(weight)
                    .filter(|total| total.get() <= MAX_TOTAL_WEIGHT)
                    .ok_or(RollError::TotalWeight)?;
                if weights
                    .insert(entry.credential.clone().into_boxed_str(), weight)
                    .is_some()
                {
                    return Err(RollError::Repeated {
                        place,
                        credential: entry.credential,
                    });
                }
            }
            if !G::all_members_vartime(&elements, seed) {
                let place = elements
                    .iter()
                    .position(|element| !G::is_member_vartime(element))
                    .unwrap_or_default();
                return Err(RollError::Element {
                    place: first + place,
                    error: DecodeError::NotInGroup,
                });
            }
        }
        Ok(Self {
            weights,
            total_weight,
        })
    }

    /// A roll with nobody on it.
    pub(crate) fn empty() -> Self {
        Self {
            weights: HashMap::new(),
            total_weight: Weight::ZERO,
        }
    }

    /// Writes a roll, sorted as the reference sorts it, so that the order says nothing about the voters.
    pub fn write<G: Group>(entries: &[RollEntry]) -> Vec<u8> {
        let mut lines: Vec<(Vec<u8>, String)> = entries
            .iter()
            .map(|entry| {
                let key = G::decode(&entry.credential).map(|element| G::sort_key(&element));
                (key.unwrap_or_default(), entry.to_line())
            })
            .collect();
        lines.sort();
        let lines: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
        // Serialising texts cannot fail.
        serde_json::to_vec(&lines).unwrap_or_default()
    }

    /// The weight of a credential, if it is on the roll.
    pub fn weight(&self, credential: &str) -> Option<Weight> {
        self.weights.get(credential).copied()
    }

    /// How many credentials there are.
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether nobody may vote.
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    /// The sum of all weights.
    pub fn total_weight(&self) -> Weight {
        self.total_weight
    }

    /// How many credentials have each weight. A weight that few share singles them out: the tally of those who took
    /// part, together with the total weight, can give their votes away.
    pub fn weight_classes(&self) -> BTreeMap<Weight, usize> {
        let mut classes = BTreeMap::new();
        for weight in self.weights.values() {
            *classes.entry(*weight).or_insert(0) += 1;
        }
        classes
    }
}
