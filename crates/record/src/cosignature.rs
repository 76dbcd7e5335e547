//! What witnesses add to a checkpoint (tlog-cosignature, `cosignature/v1`).
//!
//! A witness signs a checkpoint, with the time, only if it begins with everything that the witness has seen of the
//! record before. That duty is the witness's: this module signs and verifies, and remembers nothing.

use core::fmt;

use zeroize::Zeroizing;

use crate::checkpoint::Checkpoint;
use crate::key::{COSIGNATURE_V1, PublicKey, SecretKey};
use crate::note::{KeyError, KeyId, KeyName, NoteError, Signature};

/// The latest time that a cosignature can bear, in seconds since 1970.
pub const MAX_TIME: u64 = i64::MAX as u64;

/// The public half of a witness's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessKey(PublicKey);

impl WitnessKey {
    /// Reads `name+id+key`, and nothing else.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        PublicKey::parse(text, COSIGNATURE_V1).map(Self)
    }

    /// The key as text, `name+id+key` (signed-note §Verifier keys).
    #[must_use]
    pub fn to_text(&self) -> String {
        self.0.to_text()
    }

    /// The name of the witness.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// The key's number.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.0.id
    }
}

/// A witness's key. It is wiped from memory when dropped and never shown.
///
/// A witness needs a key of its own: the signed message does not name the witness.
pub struct WitnessSigningKey(SecretKey);

impl WitnessSigningKey {
    /// The key made of a name and 32 secret random bytes. The caller's copy is the caller's to wipe.
    #[must_use]
    pub fn new(name: KeyName, secret: &[u8; 32]) -> Self {
        Self(SecretKey::new(name, COSIGNATURE_V1, secret))
    }

    /// Reads what [`WitnessSigningKey::to_text`] writes, and nothing else.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        SecretKey::parse(text, COSIGNATURE_V1).map(Self)
    }

    /// The secret key as text, `PRIVATE+KEY+name+id+key`: for a file that only its owner may read.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        self.0.to_text()
    }

    /// The public half.
    #[must_use]
    pub fn verifier(&self) -> WitnessKey {
        WitnessKey(self.0.public.clone())
    }
}

impl fmt::Debug for WitnessSigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WitnessSigningKey({}, …)", self.0.public.name)
    }
}

/// A witness's statement that this is the largest tree of the record that it has seen, consistent with all it saw
/// before, at a time in seconds since 1970; nothing if the time is after [`MAX_TIME`]. For [`Checkpoint::add`].
#[must_use]
pub fn cosign(checkpoint: &Checkpoint, time: u64, key: &WitnessSigningKey) -> Option<Signature> {
    if time > MAX_TIME {
        return None;
    }
    let signature = key.0.sign(&message(checkpoint, time));
    let bytes = [&time.to_be_bytes()[..], &signature].concat();
    Some(Signature {
        name: key.0.public.name.clone(),
        id: key.0.public.id,
        bytes,
    })
}

/// Checks that a witness has cosigned a checkpoint, and gives the time, in seconds since 1970; the latest if it has
/// more than once. None of the cosignatures said to be the witness's may be wrong.
///
/// # Errors
/// [`NoteError::NotSigned`] or [`NoteError::Signature`].
pub fn verify(checkpoint: &Checkpoint, key: &WitnessKey) -> Result<u64, NoteError> {
    let times = checkpoint.note().each_of(&key.0, |bytes| {
        let (time, signature) = bytes.split_first_chunk::<8>()?;
        let time = u64::from_be_bytes(*time);
        let valid = time <= MAX_TIME && key.0.verify(&message(checkpoint, time), signature);
        valid.then_some(time)
    })?;
    Ok(times.into_iter().max().unwrap_or(0))
}

/// What is signed (tlog-cosignature §Ed25519 signed message).
fn message(checkpoint: &Checkpoint, time: u64) -> Vec<u8> {
    let text = checkpoint.note().text();
    format!("cosignature/v1\ntime {time}\n{text}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::UncheckedCheckpoint;
    use crate::note::{Note, SigningKey, VerifierKey};
    use crate::tree::TreeHead;

    fn name(text: &str) -> KeyName {
        KeyName::new(text).unwrap()
    }

    fn log() -> SigningKey {
        SigningKey::new(name("example.org/e"), &[1; 32])
    }

    fn witness() -> WitnessSigningKey {
        WitnessSigningKey::new(name("witness.example"), &[2; 32])
    }

    fn cosigned(time: u64) -> Checkpoint {
        let mut checkpoint = Checkpoint::sign(TreeHead::empty(), &log()).unwrap();
        let signature = cosign(&checkpoint, time, &witness()).unwrap();
        checkpoint.add(signature).unwrap();
        checkpoint
    }

    #[test]
    fn a_cosignature_reads_back_is_verified_and_bears_its_time() {
        let text = cosigned(1_679_315_147).to_text();
        let read = UncheckedCheckpoint::parse(text.as_bytes()).unwrap();
        let checkpoint = read.verify(&log().verifier()).unwrap();
        let key = WitnessKey::parse(&witness().verifier().to_text()).unwrap();
        assert_eq!(verify(&checkpoint, &key), Ok(1_679_315_147));
        assert_eq!(checkpoint.to_text(), text);
    }

    #[test]
    fn a_later_cosignature_takes_the_place_of_an_earlier_one() {
        let mut checkpoint = cosigned(5);
        let later = cosign(&checkpoint, 6, &witness()).unwrap();
        checkpoint.add(later).unwrap();
        assert_eq!(checkpoint.note().signatures().len(), 2);
        assert_eq!(verify(&checkpoint, &witness().verifier()), Ok(6));
    }

    #[test]
    fn a_cosignature_of_another_witness_time_text_or_kind_is_refused() {
        let key = witness().verifier();
        let changed = |change: &dyn Fn(&mut Signature)| {
            let mut checkpoint = Checkpoint::sign(TreeHead::empty(), &log()).unwrap();
            let mut signature = cosign(&checkpoint, 5, &witness()).unwrap();
            change(&mut signature);
            checkpoint.add(signature).unwrap();
            verify(&checkpoint, &key)
        };
        let (name, id) = (key.0.name.clone(), key.id());
        let wrong = Err(NoteError::Signature {
            name: name.clone(),
            id,
        });
        let absent = Err(NoteError::NotSigned { name, id });
        assert_eq!(changed(&|_| {}), Ok(5));
        for place in 0..72 {
            assert_eq!(changed(&|line| line.bytes[place] ^= 1), wrong, "{place}");
        }
        assert_eq!(changed(&|line| line.bytes.truncate(71)), wrong);
        assert_eq!(changed(&|line| line.bytes.push(0)), wrong);
        assert_eq!(changed(&|line| line.bytes.truncate(7)), wrong);
        assert_eq!(changed(&|line| line.bytes[0] = 0x80), wrong);
        assert_eq!(changed(&|line| line.id.0[0] ^= 1), absent);
        assert_eq!(
            changed(&|line| line.name = super::tests::name("other")),
            absent
        );
        // A cosignature of one checkpoint is put under another.
        let root = crate::hash::Hash::leaf(b"entry");
        let mut other = Checkpoint::sign(TreeHead { size: 1, root }, &log()).unwrap();
        other
            .add(cosigned(5).note().signatures()[1].clone())
            .unwrap();
        assert_eq!(verify(&other, &key), wrong);
        // The same secret bytes used as a key that signs notes: another id, another message.
        let note_key = SigningKey::new(super::tests::name("witness.example"), &[2; 32]);
        let plain = Note::sign(cosigned(5).note().text(), &note_key).unwrap();
        let plain = plain.signatures()[0].clone();
        assert_eq!(changed(&|line| *line = plain.clone()), absent);
        let disguised = |line: &mut Signature| line.bytes.clone_from(&plain.bytes);
        assert_eq!(changed(&disguised), wrong);
    }

    #[test]
    fn a_time_beyond_the_limit_is_not_signed() {
        let checkpoint = cosigned(0);
        assert!(cosign(&checkpoint, MAX_TIME, &witness()).is_some());
        assert!(cosign(&checkpoint, MAX_TIME + 1, &witness()).is_none());
    }

    #[test]
    fn a_witness_s_key_is_not_taken_for_the_key_of_a_record() {
        let text = witness().verifier().to_text();
        let (expected, found) = (1, 4);
        let error = KeyError::Kind { expected, found };
        assert_eq!(VerifierKey::parse(&text), Err(error));
        let secret = witness().to_text();
        assert_eq!(SigningKey::parse(&secret).err(), Some(error));
        let again = WitnessSigningKey::parse(&secret).unwrap();
        assert_eq!(again.verifier(), witness().verifier());
        assert_eq!(
            format!("{again:?}"),
            "WitnessSigningKey(witness.example, …)"
        );
    }

    /// The key and the checkpoint that tlog-cosignature §Format shows.
    #[test]
    fn the_cosignature_in_the_specification_has_the_form_that_is_read() {
        let text = "example.com/behind-the-sofa\n20852163\n\
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
            — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
            — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
        let read = UncheckedCheckpoint::parse(text.as_bytes()).unwrap();
        assert_eq!(read.tree().size, 20_852_163);
        assert_eq!(read.to_text(), text);
        let bytes = &read.note().signatures()[1].bytes;
        let time = bytes.first_chunk::<8>().unwrap();
        assert_eq!(u64::from_be_bytes(*time), 1_679_315_147);
    }
}
