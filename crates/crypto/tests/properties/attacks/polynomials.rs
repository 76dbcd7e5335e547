//! False commitments and false shares.

use serde_json::json;
use veche_crypto::ceremony::{
    CeremonyError, CheckedParameters, Polynomial, accept, certificate, route,
};
use veche_crypto::channel::{ChannelError, SignedMessage, send, sign};
use veche_crypto::group::{DecodeError, Group, Scalar};
use veche_crypto::trustee::TrusteePublicKey;

use super::{SIZE, THRESHOLD, keys, message, outside, rand};
use crate::ceremony::Ceremony;
use crate::support::{Property, in_every_group, outsider, rng, secret};

/// A polynomial message with commitments and shares of whatever values, properly signed and encrypted.
fn forge_polynomial<G: Group>(
    ceremony: &Ceremony,
    trustee: usize,
    commitments: &[G::Element],
    shares: &[u64],
) -> Polynomial {
    let mut rng = rng(173);
    let signing_key = ceremony.seeds[trustee].signing_key::<G>();
    let texts: Vec<String> = commitments.iter().map(G::to_text).collect();
    let certificates = serde_json::to_string(&ceremony.certificates).unwrap();
    let coefexps = serde_json::to_string(&texts).unwrap();
    let set = format!(r#"certs_sig|{{"certs":{certificates},"coefexps":{coefexps}}}"#);
    let secrets = shares
        .iter()
        .zip(&ceremony.seeds)
        .map(|(share, seed)| {
            let text = json!({ "secret": share.to_string() }).to_string();
            send::<G, _>(&signing_key, &keys::<G>(seed).1, &text, &mut rng)
        })
        .collect();
    Polynomial {
        polynomial: ceremony.polynomials[trustee].polynomial.clone(),
        secrets,
        coefexps: SignedMessage::new(
            &signing_key,
            format!(r#"{{"coefexps":{coefexps}}}"#),
            &mut rng,
        ),
        signature: sign(&signing_key, &set, &mut rng).to_text(),
    }
}

fn g<G: Group>(exponent: u64) -> G::Element {
    G::g_pow(&G::Scalar::from_u64(exponent))
}

struct Commitments;

impl Property for Commitments {
    fn holds<G: Group>() {
        let ceremony = Ceremony::run::<G>(THRESHOLD, SIZE);
        let honest = &ceremony.polynomials;
        let count = |found| CeremonyError::CountOf {
            trustee: 2,
            what: "commitments to coefficients",
            found,
            expected: THRESHOLD as usize,
        };
        let forge =
            |commitments: &[_]| forge_polynomial::<G>(&ceremony, 1, commitments, &[1, 1, 1]);
        let good = forge(&[g::<G>(1), g::<G>(2)]);
        let with = |change: &dyn Fn(&mut Polynomial)| {
            let mut polynomial = honest[1].clone();
            change(&mut polynomial);
            polynomial
        };
        let wrong = |text, error| message(2, text, error);
        // Serde would read it as commitments to the coefficients 1 and 2.
        let mut array = good.clone();
        array.coefexps = SignedMessage::new(
            &ceremony.seeds[1].signing_key::<G>(),
            format!(
                r#"[["{}","{}"]]"#,
                G::to_text(&g::<G>(1)),
                G::to_text(&g::<G>(2))
            ),
            &mut rng(175),
        );
        let no_signature = ChannelError::Field {
            field: "challenge",
            error: DecodeError::NotCanonical,
        };
        for (flaw, polynomial, error) in [
            ("one coefficient too few", forge(&[g::<G>(1)]), count(1)),
            (
                "one coefficient too many",
                forge(&[g::<G>(1), g::<G>(2), g::<G>(3)]),
                count(3),
            ),
            ("no coefficients", forge(&[]), count(0)),
            (
                "a commitment outside the group",
                forge(&[g::<G>(1), outsider::<G>()]),
                wrong("commitments", outside("coefexps")),
            ),
            (
                "other commitments with the old signature",
                with(&|polynomial| polynomial.coefexps = good.coefexps.clone()),
                wrong("signature", ChannelError::Signature),
            ),
            (
                "commitments signed by another",
                with(&|polynomial| polynomial.coefexps = honest[0].coefexps.clone()),
                wrong("commitments", ChannelError::Signature),
            ),
            (
                "commitments changed after signing",
                with(&|polynomial| polynomial.coefexps.message.push(' ')),
                wrong("commitments", ChannelError::Signature),
            ),
            (
                "signature by another",
                with(&|polynomial| polynomial.signature = honest[0].signature.clone()),
                wrong("signature", ChannelError::Signature),
            ),
            (
                "signature over other commitments",
                with(&|polynomial| polynomial.signature = good.signature.clone()),
                wrong("signature", ChannelError::Signature),
            ),
            (
                "signature that is none",
                with(&|polynomial| polynomial.signature.challenge.clear()),
                wrong("signature", no_signature.clone()),
            ),
            (
                "too few shares",
                with(&|polynomial| polynomial.secrets.truncate(2)),
                CeremonyError::CountOf {
                    trustee: 2,
                    what: "secrets",
                    found: 2,
                    expected: 3,
                },
            ),
        ] {
            let mut polynomials = honest.clone();
            polynomials[1] = polynomial;
            let found =
                route::<G>(&ceremony.certificates, &polynomials, THRESHOLD, SIZE).map(|_| ());
            assert_eq!(found, Err(error), "{flaw}");
        }
        assert!(
            route::<G>(
                &ceremony.certificates,
                &[honest[0].clone(), good, honest[2].clone()],
                THRESHOLD,
                SIZE
            )
            .is_ok()
        );

        let found = route::<G>(
            &ceremony.certificates,
            &[honest[0].clone(), array, honest[2].clone()],
            THRESHOLD,
            SIZE,
        );
        assert!(matches!(
            found,
            Err(CeremonyError::Message {
                trustee: 2,
                message: "commitments",
                error: ChannelError::Json(_)
            })
        ));

        // A signature over the certificates of another ceremony of the same trustees.
        let mut certificates = ceremony.certificates.clone();
        certificates[2] =
            certificate::<G, _>(&ceremony.seeds[2], 3, THRESHOLD, SIZE, &mut rng(174)).unwrap();
        let found = route::<G>(&certificates, honest, THRESHOLD, SIZE).map(|_| ());
        assert_eq!(found, Err(message(1, "signature", ChannelError::Signature)));

        let found = route::<G>(&ceremony.certificates, &honest[..2], THRESHOLD, SIZE).map(|_| ());
        assert!(matches!(found, Err(CeremonyError::Count { .. })));
    }
}

#[test]
fn every_flaw_of_commitments_is_refused_and_its_trustee_named() {
    in_every_group::<Commitments>();
}

struct Shares;

impl Property for Shares {
    fn holds<G: Group>() {
        let mut ceremony = Ceremony::run::<G>(THRESHOLD, SIZE);
        let honest = ceremony.polynomials.clone();
        // Commits to 1 + 2x, whose values are 3, 5 and 7.
        let commitments = [g::<G>(1), g::<G>(2)];
        let forge = |shares: &[u64]| forge_polynomial::<G>(&ceremony, 1, &commitments, shares);
        let good = forge(&[3, 5, 7]);
        let bad = forge(&[4, 5, 7]);
        let mut swapped = good.clone();
        swapped.secrets.swap(0, 2);
        let mut by_another = good.clone();
        by_another.secrets[0] = honest[2].secrets[0].clone();
        let key = ceremony.seeds[1].signing_key::<G>();
        let first = keys::<G>(&ceremony.seeds[0]).1;
        let mut says = |text: &str| {
            let mut polynomial = good.clone();
            polynomial.secrets[0] = send::<G, _>(&key, &first, text, &mut ceremony.rng);
            polynomial
        };
        let share = || CeremonyError::Share { trustee: 2 };
        let wrong = |error| message(2, "share", error);
        let form = || ChannelError::Json("the share has the wrong form".to_owned());
        let number = ChannelError::Field {
            field: "secret",
            error: DecodeError::NotCanonical,
        };
        let attacks = [
            ("a value beside the polynomial", bad, share()),
            (
                "encrypted to another",
                swapped,
                wrong(ChannelError::Decryption),
            ),
            (
                "signed by another",
                by_another,
                wrong(ChannelError::Signature),
            ),
            (
                "not the form of a share",
                says(r#"{"secret":7}"#),
                wrong(form()),
            ),
            ("an array for a share", says(r#"["3"]"#), wrong(form())),
            (
                "one field more",
                says(r#"{"secret":"3","x":"3"}"#),
                wrong(form()),
            ),
            ("no number", says(r#"{"secret":"03"}"#), wrong(number)),
            ("a value for another", says(r#"{"secret":"5"}"#), share()),
        ];
        let certificates = &ceremony.certificates;
        let run = |polynomial: Polynomial| {
            let polynomials = [honest[0].clone(), polynomial, honest[2].clone()];
            let vinputs = route::<G>(certificates, &polynomials, THRESHOLD, SIZE).unwrap();
            accept::<G, _>(&ceremony.seeds[0], certificates, &vinputs[0], &mut rand()).map(|_| ())
        };
        assert_eq!(run(good.clone()), Ok(()));
        for (flaw, polynomial, error) in attacks {
            assert_eq!(run(polynomial), Err(error), "{flaw}");
        }
    }
}

#[test]
fn every_flaw_of_a_share_is_noticed_by_who_receives_it() {
    in_every_group::<Shares>();
}

struct Colluding;

impl Property for Colluding {
    fn holds<G: Group>() {
        // Polynomials whose constant coefficients are 1, 2 and −3: everybody knows the joint private key, 0.
        let ceremony = Ceremony::run::<G>(THRESHOLD, SIZE);
        let minus_three = G::inv(&g::<G>(3));
        let mut parameters = ceremony.finish::<G>();
        for (trustee, constant) in [g::<G>(1), g::<G>(2), minus_three].into_iter().enumerate() {
            let forged =
                forge_polynomial::<G>(&ceremony, trustee, &[constant, G::generator()], &[]);
            parameters.coefexps[trustee] = forged.coefexps;
            parameters.signatures[trustee] = forged.signature;
            // The joint polynomial is 3x.
            let key = secret::<G>(3 * (trustee as u64 + 1));
            let mut key = TrusteePublicKey::<G>::new(&key, &mut rand()).to_text();
            let signing_key = ceremony.seeds[trustee].signing_key::<G>();
            key.signature = Some(sign(&signing_key, &key.public_key, &mut rand()).to_text());
            parameters.verification_keys[trustee] = key;
        }
        let found = CheckedParameters::<G>::check(&parameters).map(|_| ());
        assert_eq!(found, Err(CeremonyError::NeutralKey));
    }
}

#[test]
fn a_joint_key_that_everybody_knows_is_refused() {
    in_every_group::<Colluding>();
}
