//! A server that gives a trustee what is not meant for it.

use veche_crypto::ceremony::{CeremonyError, Vinput, accept, share};
use veche_crypto::channel::ChannelError;
use veche_crypto::group::Group;

use super::{SIZE, THRESHOLD, message, rand};
use crate::ceremony::Ceremony;
use crate::support::{Property, in_every_group};

struct Inputs;

impl Property for Inputs {
    fn holds<G: Group>() {
        let ceremony = Ceremony::run::<G>(THRESHOLD, SIZE);
        // What trustee 1 would have sent had it been asked twice.
        let again = share::<G, _>(&ceremony.seeds[0], &ceremony.certificates, &mut rand()).unwrap();
        let count = |what, found| CeremonyError::Count {
            what,
            found,
            expected: 3,
        };
        let other = &ceremony.vinputs[1];
        type Attack<'a> = (&'a str, Box<dyn Fn(&mut Vinput) + 'a>, CeremonyError);
        let attacks: Vec<Attack<'_>> = vec![
            (
                "shares of two trustees swapped",
                Box::new(|vinput| vinput.secrets.swap(1, 2)),
                message(2, "share", ChannelError::Signature),
            ),
            (
                "a share meant for another",
                Box::new(|vinput| vinput.secrets[2] = other.secrets[2].clone()),
                message(3, "share", ChannelError::Decryption),
            ),
            (
                "a share left out",
                Box::new(|vinput| vinput.secrets.truncate(2)),
                count("secrets", 2),
            ),
            (
                "a share twice",
                Box::new(|vinput| vinput.secrets.push(vinput.secrets[0].clone())),
                count("secrets", 4),
            ),
            (
                "our share from another run",
                Box::new(|vinput| vinput.secrets[0] = again.secrets[0].clone()),
                CeremonyError::Share { trustee: 1 },
            ),
            (
                "our polynomial is another's",
                Box::new(|vinput| vinput.polynomial = other.polynomial.clone()),
                message(1, "polynomial", ChannelError::Decryption),
            ),
            (
                "our polynomial is a share to us",
                Box::new(|vinput| vinput.polynomial = vinput.secrets[0].clone()),
                message(
                    1,
                    "polynomial",
                    ChannelError::Json("the polynomial has the wrong form".to_owned()),
                ),
            ),
            (
                "our polynomial from another run",
                Box::new(|vinput| vinput.polynomial = again.polynomial.clone()),
                CeremonyError::Share { trustee: 1 },
            ),
            (
                "our commitments from another run",
                Box::new(|vinput| {
                    vinput.coefexps[0] = again.coefexps.clone();
                    vinput.signatures[0] = again.signature.clone();
                }),
                CeremonyError::Share { trustee: 1 },
            ),
            (
                "somebody else's commitments",
                Box::new(|vinput| vinput.coefexps[1] = vinput.coefexps[2].clone()),
                message(2, "commitments", ChannelError::Signature),
            ),
            (
                "commitments and signatures swapped",
                Box::new(|vinput| {
                    vinput.coefexps.swap(1, 2);
                    vinput.signatures.swap(1, 2);
                }),
                message(2, "commitments", ChannelError::Signature),
            ),
            (
                "somebody else's signature",
                Box::new(|vinput| vinput.signatures[2] = vinput.signatures[1].clone()),
                message(3, "signature", ChannelError::Signature),
            ),
            (
                "commitments left out",
                Box::new(|vinput| vinput.coefexps.truncate(2)),
                count("commitments", 2),
            ),
            (
                "signatures left out",
                Box::new(|vinput| vinput.signatures.clear()),
                count("signatures of the certificates", 0),
            ),
        ];
        let accept = |seed: usize, vinput: &Vinput| {
            let seed = &ceremony.seeds[seed];
            accept::<G, _>(seed, &ceremony.certificates, vinput, &mut rand()).map(|_| ())
        };
        for (flaw, change, error) in attacks {
            let mut vinput = ceremony.vinputs[0].clone();
            change(&mut vinput);
            assert_eq!(accept(0, &vinput), Err(error), "{flaw}");
        }
        let found = accept(0, other);
        assert_eq!(
            found,
            Err(message(1, "polynomial", ChannelError::Decryption))
        );
    }
}

#[test]
fn a_server_that_routes_wrongly_is_noticed() {
    in_every_group::<Inputs>();
}
