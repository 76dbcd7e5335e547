//! Credentials: the right to vote (spec §Credentials). The private one is the voter's; the public ones are the roll.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rand_core::CryptoRng;
use veche_crypto::channel::{BASE58, random_base58};
use veche_crypto::group::{DecodeError, Group, Scalar};
use veche_crypto::parallel;
use veche_crypto::secret::SecretScalar;
use veche_crypto::wire;
use zeroize::Zeroizing;

use crate::election::Uuid;
use crate::hash::Hash;
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
///
/// Memory: 40 bytes for each. Credentials are kept as the hashes of their texts, in order.
#[derive(Clone, Debug)]
pub struct Roll {
    voters: Vec<(Hash, Weight)>,
    total_weight: Weight,
}

/// A line of the roll, borrowed from its JSON where it has no escapes.
#[derive(serde::Deserialize)]
struct Line<'a>(#[serde(borrow)] Cow<'a, str>);

impl Roll {
    /// Reads the roll and checks every credential (spec §Credentials, `public_credentials`). The order is free.
    ///
    /// `seed` is for the joint check of membership: see [`Group::all_members_vartime`].
    ///
    /// # Errors
    /// [`RollError`], naming the first credential at fault; repeated ones are looked for last.
    pub fn parse<G: Group>(bytes: &[u8], seed: &[u8; 32]) -> Result<Self, RollError> {
        let lines: Vec<Line> =
            wire::read(bytes).map_err(|error| RollError::Json(error.to_string()))?;
        // In portions, so that a long roll does not stand in memory as elements all at once.
        const PORTION: usize = 8192;
        let portions = lines.chunks(PORTION).zip((1..).step_by(PORTION)).collect();
        let portions = parallel::map(portions, |(lines, first)| {
            check_credentials::<G>(lines, first, seed)
        });
        let mut voters = Vec::with_capacity(lines.len());
        let mut total_weight = Weight::ZERO;
        for portion in portions {
            for (credential, weight) in portion? {
                total_weight = total_weight
                    .checked_add(weight)
                    .filter(|total| total.get() <= MAX_TOTAL_WEIGHT)
                    .ok_or(RollError::TotalWeight)?;
                voters.push((credential, weight));
            }
        }
        voters.sort_unstable_by_key(|(credential, _)| *credential);
        let mut neighbours = voters.windows(2);
        if let Some([(twice, _), _]) = neighbours.find(|pair| pair[0].0 == pair[1].0) {
            return Err(repeated(&lines, twice));
        }
        Ok(Self {
            voters,
            total_weight,
        })
    }

    /// A roll with nobody on it.
    pub(crate) fn empty() -> Self {
        Self {
            voters: Vec::new(),
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
        self.voter(credential).map(|(_, weight)| weight)
    }

    /// The place of a credential in an order of the roll's own, from 0, and its weight.
    pub(crate) fn voter(&self, credential: &str) -> Option<(usize, Weight)> {
        let credential = Hash::of(credential.as_bytes());
        let place = self
            .voters
            .binary_search_by_key(&credential, |(credential, _)| *credential);
        let place = place.ok()?;
        Some((place, self.voters.get(place)?.1))
    }

    /// How many credentials there are.
    pub fn len(&self) -> usize {
        self.voters.len()
    }

    /// Whether nobody may vote.
    pub fn is_empty(&self) -> bool {
        self.voters.is_empty()
    }

    /// The sum of all weights.
    pub fn total_weight(&self) -> Weight {
        self.total_weight
    }

    /// How many credentials have each weight. A weight that few share singles them out: the tally of those who took
    /// part, together with the total weight, can give their votes away.
    pub fn weight_classes(&self) -> BTreeMap<Weight, usize> {
        let mut classes = BTreeMap::new();
        for (_, weight) in &self.voters {
            *classes.entry(*weight).or_insert(0) += 1;
        }
        classes
    }
}

/// The hash of each credential on these lines, with its weight. `first` is the number of the first line, from 1.
fn check_credentials<G: Group>(
    lines: &[Line],
    first: usize,
    seed: &[u8; 32],
) -> Result<Vec<(Hash, Weight)>, RollError> {
    let identity = G::identity();
    let mut elements = Vec::with_capacity(lines.len());
    let mut credentials = Vec::with_capacity(lines.len());
    for (Line(line), place) in lines.iter().zip(first..) {
        let entry = RollEntry::parse(line, place)?;
        let element =
            G::decode(&entry.credential).map_err(|error| RollError::Element { place, error })?;
        if element == identity {
            return Err(RollError::Neutral { place });
        }
        elements.push(element);
        credentials.push((
            Hash::of(entry.credential.as_bytes()),
            entry.weight.unwrap_or(Weight::ONE),
        ));
    }
    if !G::all_members_vartime(&elements, seed) {
        let mut members = elements.iter().map(G::is_member_vartime);
        return Err(RollError::Element {
            place: first + members.position(|member| !member).unwrap_or_default(),
            error: DecodeError::NotInGroup,
        });
    }
    Ok(credentials)
}

/// Where the credential with this hash stands for the second time.
fn repeated(lines: &[Line], hash: &Hash) -> RollError {
    let credentials = lines.iter().map(|Line(line)| line.split(',').next());
    let mut places = credentials
        .map(Option::unwrap_or_default)
        .zip(1..)
        .filter(|(credential, _)| Hash::of(credential.as_bytes()) == *hash);
    let (credential, place) = places.nth(1).unwrap_or_default();
    RollError::Repeated {
        place,
        credential: credential.to_owned(),
    }
}
