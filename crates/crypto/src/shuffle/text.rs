//! The JSON of a proof (spec §Shuffles): arrays of texts, without names.

use serde::{Deserialize, Serialize};

use super::{Commitments, Responses, ShuffleProof};
use crate::group::{DecodeError, Group, Scalar};
use crate::parallel;

/// `shuffle_commitment_rand`.
type CommitmentsText = (String, String, String, (String, String), Vec<String>);
/// `shuffle_response`.
type ResponsesText = (String, String, String, String, Vec<String>, Vec<String>);

/// `shuffle_proof`: commitments, responses, the commitments to the permutation, the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShuffleProofText(CommitmentsText, ResponsesText, Vec<String>, Vec<String>);

/// A text of a proof that is no element or scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{part}` {at}: {error}")]
pub struct TextError {
    /// Which part, by the specification's letter.
    pub part: &'static str,
    /// Which one of them, from 1.
    pub at: usize,
    /// What is wrong.
    pub error: DecodeError,
}

fn all<T: Send>(
    part: &'static str,
    texts: &[impl AsRef<str> + Sync],
    decode: impl Fn(&str) -> Result<T, DecodeError> + Send + Sync,
) -> Result<Vec<T>, TextError> {
    let read = |(at, text): (usize, &_)| {
        decode(AsRef::as_ref(text)).map_err(|error| TextError { part, at, error })
    };
    let results = parallel::map((1..).zip(texts).collect(), read);
    results.into_iter().collect()
}

impl<G: Group> ShuffleProof<G> {
    /// Reads the text form. Does **not** check that the elements lie in the group, nor that the lists are equally long.
    ///
    /// # Errors
    /// The first text that is none.
    pub fn from_text(text: &ShuffleProofText) -> Result<Self, TextError> {
        let ShuffleProofText(t, s, permutation, chain) = text;
        let five = [&t.0, &t.1, &t.2, &t.3.0, &t.3.1];
        let four = [&s.0, &s.1, &s.2, &s.3];
        let (five, four) = (
            all("t", &five, G::decode)?,
            all("s", &four, G::Scalar::decode)?,
        );
        let ([count, product, order, beta, alpha], [s1, s2, s3, s4]) =
            (five.as_slice(), four.as_slice())
        else {
            // As many come out as went in.
            return Err(TextError {
                part: "t",
                at: 0,
                error: DecodeError::NotCanonical,
            });
        };
        Ok(Self {
            commitments: Commitments {
                count: count.clone(),
                product: product.clone(),
                order: order.clone(),
                contents: (beta.clone(), alpha.clone()),
                links: all("t^", &t.4, G::decode)?,
            },
            responses: Responses {
                count: *s1,
                product: *s2,
                order: *s3,
                contents: *s4,
                links: all("s^", &s.4, G::Scalar::decode)?,
                challenges: all("s'", &s.5, G::Scalar::decode)?,
            },
            permutation: all("c", permutation, G::decode)?,
            chain: all("c^", chain, G::decode)?,
        })
    }

    /// The text form.
    pub fn to_text(&self) -> ShuffleProofText {
        let scalar = |scalar: &G::Scalar| {
            let mut text = String::new();
            scalar.encode_vartime(&mut text);
            text
        };
        let elements = |elements: &[G::Element]| elements.iter().map(G::to_text).collect();
        let (t, s) = (&self.commitments, &self.responses);
        ShuffleProofText(
            (
                G::to_text(&t.count),
                G::to_text(&t.product),
                G::to_text(&t.order),
                (G::to_text(&t.contents.0), G::to_text(&t.contents.1)),
                elements(&t.links),
            ),
            (
                scalar(&s.count),
                scalar(&s.product),
                scalar(&s.order),
                scalar(&s.contents),
                s.links.iter().map(scalar).collect(),
                s.challenges.iter().map(scalar).collect(),
            ),
            elements(&self.permutation),
            elements(&self.chain),
        )
    }
}
