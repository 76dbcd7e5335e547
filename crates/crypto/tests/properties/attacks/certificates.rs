//! False certificates.

use veche_crypto::ceremony::{
    CeremonyError, Context, accept, certificate, check_certificates, route, share,
};
use veche_crypto::channel::{ChannelError, Seed, SignedMessage};
use veche_crypto::group::Group;
use veche_crypto::secret::SecretScalar;

use super::{SIZE, THRESHOLD, context, keys, message, outside, rand};
use crate::ceremony::Ceremony;
use crate::support::{Property, in_every_group, outsider, rng, secret};

/// A certificate of whatever content, signed with whatever key.
fn forge_certificate<G: Group>(
    context: &Context,
    verification: &G::Element,
    encryption: &G::Element,
    signing_key: &SecretScalar<G>,
) -> SignedMessage {
    let context = serde_json::to_string(context).unwrap();
    let text = format!(
        r#"{{"context":{context},"verification":"{}","encryption":"{}"}}"#,
        G::to_text(verification),
        G::to_text(encryption)
    );
    SignedMessage::new(signing_key, text, &mut rng(170))
}

struct Certificates;

impl Property for Certificates {
    fn holds<G: Group>() {
        let ceremony = Ceremony::run::<G>(THRESHOLD, SIZE);
        let honest = &ceremony.certificates;
        let seed = &ceremony.seeds[1];
        let mut rng = rng(171);
        let mut make = |index, threshold, size| {
            certificate::<G, _>(seed, index, threshold, size, &mut rng).unwrap()
        };
        let expected = context::<G>(2);
        let differs = |found: Context| CeremonyError::Context {
            trustee: 2,
            found,
            expected: expected.clone(),
        };
        let (verification, encryption) = keys::<G>(seed);
        let (first_verification, first_encryption) = keys::<G>(&ceremony.seeds[0]);
        let signing_key = seed.signing_key::<G>();
        let forge = |verification: &_, encryption: &_| {
            forge_certificate::<G>(&expected, verification, encryption, &signing_key)
        };
        let other_group = Context {
            group: "ED25519".to_owned(),
            ..expected.clone()
        };
        let identity = G::identity();
        let wrong = |error| message(2, "certificate", error);
        let signature = || wrong(ChannelError::Signature);
        let mut not_json = honest[1].clone();
        not_json.message.push('}');
        for (flaw, certificate, error) in [
            (
                "other size",
                make(2, 2, 4),
                differs(Context {
                    size: 4,
                    ..expected.clone()
                }),
            ),
            (
                "other threshold",
                make(2, 1, 3),
                differs(Context {
                    threshold: 1,
                    ..expected.clone()
                }),
            ),
            (
                "other place",
                make(3, 2, 3),
                differs(Context {
                    index: 3,
                    ..expected.clone()
                }),
            ),
            (
                "other group",
                forge_certificate::<G>(&other_group, &verification, &encryption, &signing_key),
                differs(other_group.clone()),
            ),
            ("copied", honest[0].clone(), differs(context::<G>(1))),
            (
                "copied for the right place, signed by the copier",
                forge(&first_verification, &first_encryption),
                signature(),
            ),
            (
                "copied for the right place, signed by who was copied",
                forge_certificate::<G>(
                    &expected,
                    &first_verification,
                    &first_encryption,
                    &ceremony.seeds[0].signing_key::<G>(),
                ),
                CeremonyError::Repeated { trustee: 2 },
            ),
            (
                "another's encryption key",
                forge(&verification, &first_encryption),
                CeremonyError::Repeated { trustee: 2 },
            ),
            (
                "not signed with its own key",
                forge(&first_verification, &encryption),
                signature(),
            ),
            (
                "signature of another certificate",
                SignedMessage {
                    message: honest[1].message.clone(),
                    signature: honest[0].signature.clone(),
                },
                signature(),
            ),
            (
                "neutral verification key, for which anybody can sign",
                forge_certificate::<G>(&expected, &identity, &encryption, &secret(0)),
                wrong(outside("verification")),
            ),
            (
                "neutral encryption key",
                forge(&verification, &identity),
                wrong(outside("encryption")),
            ),
            (
                "verification key outside the group",
                forge(&G::mul(&verification, &outsider::<G>()), &encryption),
                wrong(outside("verification")),
            ),
            (
                "encryption key outside the group",
                forge(&verification, &G::mul(&encryption, &outsider::<G>())),
                wrong(outside("encryption")),
            ),
        ] {
            let mut certificates = honest.clone();
            certificates[1] = certificate;
            let found = check_certificates::<G>(&certificates, THRESHOLD, SIZE).map(|_| ());
            assert_eq!(found, Err(error.clone()), "{flaw}");
            // Whatever the step, nobody goes on with such certificates.
            let found = share::<G, _>(&ceremony.seeds[0], &certificates, &mut rand()).map(|_| ());
            assert_eq!(found, Err(error.clone()), "{flaw}: share");
        }
        // Serde would read it as a certificate.
        let array = format!(
            r#"[{},"{}","{}"]"#,
            serde_json::to_string(&expected).unwrap(),
            G::to_text(&verification),
            G::to_text(&encryption)
        );
        let array = SignedMessage::new(&signing_key, array, &mut rand());
        for certificate in [not_json, array] {
            let mut certificates = honest.clone();
            certificates[1] = certificate;
            let found = check_certificates::<G>(&certificates, THRESHOLD, SIZE).unwrap_err();
            assert!(matches!(
                found,
                CeremonyError::Message {
                    trustee: 2,
                    message: "certificate",
                    error: ChannelError::Json(_)
                }
            ));
        }

        // It is the first who lies, and the first who is named.
        for (threshold, size) in [(1, 3), (2, 4)] {
            let mut certificates = honest.clone();
            certificates[0] =
                certificate::<G, _>(&ceremony.seeds[0], 1, threshold, size, &mut rand()).unwrap();
            let error = Err(CeremonyError::Context {
                trustee: 1,
                found: Context {
                    threshold,
                    size,
                    ..context::<G>(1)
                },
                expected: context::<G>(1),
            });
            let found = check_certificates::<G>(&certificates, THRESHOLD, SIZE).map(|_| ());
            assert_eq!(found, error);
            let found = share::<G, _>(seed, &certificates, &mut rand()).map(|_| ());
            assert_eq!(found, error, "share");
            let found = route::<G>(&certificates, &ceremony.polynomials, THRESHOLD, SIZE);
            assert_eq!(found.map(|_| ()), error, "route");
            let vinput = &ceremony.vinputs[1];
            let found = accept::<G, _>(seed, &certificates, vinput, &mut rand()).map(|_| ());
            assert_eq!(found, error, "accept");
        }

        let stranger = Seed::random(&mut rand());
        let found = share::<G, _>(&stranger, honest, &mut rand()).map(|_| ());
        assert_eq!(found, Err(CeremonyError::NotAmongUs));
        for certificates in [&honest[..2], &[&honest[..], &honest[..1]].concat()] {
            let found = check_certificates::<G>(certificates, THRESHOLD, SIZE).map(|_| ());
            assert!(
                matches!(found, Err(CeremonyError::Count { .. })),
                "{found:?}"
            );
        }
    }
}

#[test]
fn every_flaw_of_a_certificate_is_refused_and_its_trustee_named() {
    in_every_group::<Certificates>();
}
