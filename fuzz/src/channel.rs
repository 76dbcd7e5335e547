//! Messages between trustees: only what a trustee sent is received, and every text arrives as it was sent.

use std::sync::LazyLock;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use veche_crypto::ceremony::open_decryption_key;
use veche_crypto::channel::{Seed, receive, send};
use veche_crypto::group::{Group, Scalar};

use crate::poll::{G, POLL};

struct Ends {
    us: Seed,
    sender: <G as Group>::Element,
    messages: [String; 2],
}

const TEXTS: [&str; 2] = ["", "\u{0}\"text\\\u{1F5F3}"];

static ENDS: LazyLock<Ends> = LazyLock::new(|| {
    let rng = &mut ChaCha20Rng::from_seed([9; 32]);
    let (us, them) = (Seed::random(rng), Seed::random(rng));
    let ours = G::g_pow(us.decryption_key::<G>().expose());
    let signing = them.signing_key::<G>();
    Ends {
        sender: G::g_pow(signing.expose()),
        messages: TEXTS.map(|text| send::<G, _>(&signing, &ours, text, rng)),
        us,
    }
});

/// Receives the data, and sends it.
pub fn target(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let key = ENDS.us.decryption_key::<G>();
    if let Ok(received) = receive::<G>(&key, &ENDS.sender, text) {
        let sent = crate::json(data);
        let place = ENDS
            .messages
            .iter()
            .position(|ours| crate::json(ours.as_bytes()) == sent);
        assert_eq!(
            place.map(|at| TEXTS[at]),
            Some(received.as_str()),
            "nobody sent this"
        );
    }
    let trustee = &POLL.ceremony.seeds[0];
    if let Ok(secret) = open_decryption_key::<G>(trustee, text) {
        assert!(*secret.expose() != <G as Group>::Scalar::ZERO);
        let ours = &POLL.ceremony.voutputs[0].private_key;
        assert_eq!(crate::json(data), crate::json(ours.as_bytes()));
    }
    let rng = &mut ChaCha20Rng::from_seed([11; 32]);
    let signing = ENDS.us.signing_key::<G>();
    let message = send::<G, _>(&signing, &G::g_pow(key.expose()), text, rng);
    let received = receive::<G>(&key, &G::g_pow(signing.expose()), &message);
    assert_eq!(received.as_deref().map(String::as_str), Ok(text));
}

/// Messages to us, and the file of a decryption key.
pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = ENDS
        .messages
        .iter()
        .map(|message| message.clone().into_bytes())
        .collect();
    seeds.push(POLL.ceremony.voutputs[0].private_key.clone().into_bytes());
    seeds.push(b"a text".to_vec());
    seeds
}
