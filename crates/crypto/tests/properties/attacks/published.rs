//! False public keys and false threshold parameters.

use veche_crypto::ceremony::{
    CeremonyError, CheckedParameters, Context, ThresholdParameters, Voutput, finish,
    open_decryption_key,
};
use veche_crypto::channel::{ChannelError, sign};
use veche_crypto::group::Group;
use veche_crypto::trustee::{TrusteeKeyError, TrusteePublicKey};

use super::{SIZE, THRESHOLD, message, rand};
use crate::ceremony::Ceremony;
use crate::support::{Property, decimal, in_every_group, secret};

struct Outputs;

impl Property for Outputs {
    fn holds<G: Group>() {
        let ceremony = Ceremony::run::<G>(THRESHOLD, SIZE);
        let honest = &ceremony.voutputs;
        let sign_with = |seed: usize, text: &str| {
            Some(sign(&ceremony.seeds[seed].signing_key::<G>(), text, &mut rand()).to_text())
        };
        let own = honest[1].public_key.public_key.clone();
        let by_another = sign_with(0, &own);
        let over_another = sign_with(1, &honest[0].public_key.public_key);
        // A key of its own choosing, with a good proof and a good signature.
        let mut chosen = TrusteePublicKey::<G>::new(&secret(7), &mut rand()).to_text();
        chosen.signature = sign_with(1, &chosen.public_key);
        let neutral = TrusteePublicKey::<G>::new(&secret(0), &mut rand()).to_text();
        let key = |error| CeremonyError::Key { trustee: 2, error };
        let signature = || message(2, "public key", ChannelError::Signature);
        type Attack<'a> = (&'a str, Box<dyn Fn(&mut Voutput) + 'a>, CeremonyError);
        let attacks: Vec<Attack<'_>> = vec![
            (
                "the key of another",
                Box::new(|voutput| voutput.public_key = honest[0].public_key.clone()),
                CeremonyError::KeyDiffers { trustee: 2 },
            ),
            (
                "a key of its own choosing",
                Box::new(|voutput| voutput.public_key = chosen.clone()),
                CeremonyError::KeyDiffers { trustee: 2 },
            ),
            (
                "the neutral element",
                Box::new(|voutput| voutput.public_key = neutral.clone()),
                key(TrusteeKeyError::Neutral),
            ),
            (
                "the proof of another",
                Box::new(|voutput| voutput.public_key.pok = honest[0].public_key.pok.clone()),
                key(TrusteeKeyError::ProofInvalid),
            ),
            (
                "not signed",
                Box::new(|voutput| voutput.public_key.signature = None),
                CeremonyError::KeyUnsigned { trustee: 2 },
            ),
            (
                "signed by another",
                Box::new(|voutput| voutput.public_key.signature = by_another.clone()),
                signature(),
            ),
            (
                "signature of another key",
                Box::new(|voutput| voutput.public_key.signature = over_another.clone()),
                signature(),
            ),
            (
                "its proof for a signature",
                Box::new(|voutput| {
                    voutput.public_key.signature = Some(voutput.public_key.pok.clone());
                }),
                signature(),
            ),
        ];
        for (flaw, change, error) in attacks {
            let mut voutputs = honest.clone();
            change(&mut voutputs[1]);
            let found = finish::<G>(
                &ceremony.certificates,
                &ceremony.polynomials,
                &voutputs,
                THRESHOLD,
                SIZE,
            );
            assert_eq!(found.map(|_| ()), Err(error), "{flaw}");
        }
        let found = finish::<G>(
            &ceremony.certificates,
            &ceremony.polynomials,
            &honest[..2],
            THRESHOLD,
            SIZE,
        );
        assert!(matches!(found, Err(CeremonyError::Count { .. })));

        // The stored key: nobody else's, and not a message of the ceremony.
        let open = |seed: usize, text: &str| {
            open_decryption_key::<G>(&ceremony.seeds[seed], text).map(|key| decimal(key.expose()))
        };
        assert!(open(0, &honest[0].private_key).is_ok());
        assert_eq!(
            open(1, &honest[0].private_key),
            Err(ChannelError::Decryption)
        );
        let found = open(0, &ceremony.polynomials[1].secrets[0]);
        assert_eq!(found, Err(ChannelError::Signature));
        let found = open(0, &ceremony.polynomials[0].secrets[0]);
        assert!(matches!(found, Err(ChannelError::Json(_))));
    }
}

#[test]
fn every_flaw_of_a_public_key_is_refused_and_its_trustee_named() {
    in_every_group::<Outputs>();
}

struct Published;

impl Property for Published {
    fn holds<G: Group>() {
        let ceremony = Ceremony::run::<G>(THRESHOLD, SIZE);
        let honest = ceremony.finish::<G>();
        let threshold = |threshold| CeremonyError::Threshold {
            threshold,
            size: SIZE,
        };
        let context = |trustee: u32, found: Context, threshold| CeremonyError::Context {
            trustee: trustee as usize,
            found,
            expected: Context {
                threshold,
                ..super::context::<G>(trustee)
            },
        };
        let count = |what| CeremonyError::Count {
            what,
            found: 2,
            expected: 3,
        };
        type Attack<'a> = (
            &'a str,
            Box<dyn Fn(&mut ThresholdParameters) + 'a>,
            CeremonyError,
        );
        let attacks: Vec<Attack<'_>> = vec![
            (
                "threshold 0",
                Box::new(|all| all.threshold = 0),
                threshold(0),
            ),
            (
                "threshold above the size",
                Box::new(|all| all.threshold = 4),
                threshold(4),
            ),
            (
                "threshold of 2³² − 1",
                Box::new(|all| all.threshold = u32::MAX),
                threshold(u32::MAX),
            ),
            (
                "threshold of all, possible in itself",
                Box::new(|all| all.threshold = SIZE),
                context(1, super::context::<G>(1), SIZE),
            ),
            (
                "threshold lowered",
                Box::new(|all| all.threshold = 1),
                context(1, super::context::<G>(1), 1),
            ),
            (
                "certificates swapped",
                Box::new(|all| all.certs.swap(0, 1)),
                context(1, super::context::<G>(2), THRESHOLD),
            ),
            (
                "a certificate left out",
                Box::new(|all| all.certs.truncate(2)),
                CeremonyError::Context {
                    trustee: 1,
                    found: super::context::<G>(1),
                    expected: Context {
                        size: 2,
                        ..super::context::<G>(1)
                    },
                },
            ),
            (
                "everything of one trustee left out",
                Box::new(|all| {
                    all.certs.truncate(2);
                    all.coefexps.truncate(2);
                    all.signatures.truncate(2);
                    all.verification_keys.truncate(2);
                }),
                CeremonyError::Context {
                    trustee: 1,
                    found: super::context::<G>(1),
                    expected: Context {
                        size: 2,
                        ..super::context::<G>(1)
                    },
                },
            ),
            (
                "no trustees",
                Box::new(|all| all.certs.clear()),
                CeremonyError::Threshold {
                    threshold: THRESHOLD,
                    size: 0,
                },
            ),
            (
                "keys swapped",
                Box::new(|all| all.verification_keys.swap(1, 2)),
                CeremonyError::KeyDiffers { trustee: 2 },
            ),
            (
                "a key left out",
                Box::new(|all| all.verification_keys.truncate(2)),
                count("verification keys"),
            ),
            (
                "commitments left out",
                Box::new(|all| all.coefexps.truncate(2)),
                count("commitments"),
            ),
            (
                "a signature left out",
                Box::new(|all| all.signatures.truncate(2)),
                count("signatures of the certificates"),
            ),
            (
                "commitments swapped",
                Box::new(|all| all.coefexps.swap(0, 2)),
                message(1, "commitments", ChannelError::Signature),
            ),
            (
                "commitments and signatures swapped",
                Box::new(|all| {
                    all.coefexps.swap(0, 2);
                    all.signatures.swap(0, 2);
                }),
                message(1, "commitments", ChannelError::Signature),
            ),
        ];
        let check = |all: &_| CheckedParameters::<G>::check(all).map(|_| ());
        assert_eq!(check(&honest), Ok(()));
        for (flaw, change, error) in attacks {
            let mut parameters = honest.clone();
            change(&mut parameters);
            assert_eq!(check(&parameters), Err(error), "{flaw}");
        }
    }
}

#[test]
fn every_flaw_of_threshold_parameters_is_refused() {
    in_every_group::<Published>();
}
