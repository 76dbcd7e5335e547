//! Archives as bytes: what is read does not depend on how the bytes were cut, and what has no fault is written again
//! byte for byte.

use veche_poll::archive::writer::{append_event, member_bytes};
use veche_poll::archive::{Content, Decoder, MemberKind};
use veche_poll::chain::{Ending, Reader, Step};
use veche_poll::since::PastReader;

use crate::poll::{POLL, read};

/// Beside the pieces below, which nobody chose: what a decoder may get wrong hangs on blocks of 512 bytes.
const PIECES: [usize; 3] = [1, 511, 513];

fn read_in_pieces(data: &[u8], mut next: impl FnMut() -> usize) -> (Vec<Step>, Ending) {
    let (mut reader, mut steps, mut rest) = (Reader::new(), Vec::new(), data);
    while !rest.is_empty() {
        let (piece, left) = rest.split_at(next().clamp(1, rest.len()));
        reader.push(piece, |step| steps.push(step));
        rest = left;
    }
    (steps, reader.finish())
}

/// Reads an archive whole and in pieces, and writes it again.
pub fn target(data: &[u8]) {
    let whole = read_in_pieces(data, || data.len());
    let size = PIECES[data.len() % PIECES.len()];
    assert!(read_in_pieces(data, || size) == whole, "pieces of {size}");
    let mut state = data.len();
    let any = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % 2000
    };
    assert!(read_in_pieces(data, any) == whole, "pieces of any size");

    let (steps, ending) = whole;
    for fault in &ending.faults {
        assert!(!fault.to_string().is_empty());
    }
    let mut past = PastReader::new("itself");
    past.push(data);
    match past.finish() {
        Err(error) => assert_eq!(error.faults, ending.faults.len()),
        Ok(past) => {
            assert_eq!(ending.faults, []);
            let mut reader = Reader::since(past);
            reader.push(data, |_| {});
            assert_eq!(reader.finish(), ending, "something vanished since itself");
        }
    }
    if ending.faults.is_empty() {
        assert!(
            again(data, &steps) == data,
            "written again it has other bytes"
        );
        assert_eq!(ending.outline.length(), data.len() as u64);
    }
}

/// Writes an archive without faults from its header and its steps.
fn again(data: &[u8], steps: &[Step]) -> Vec<u8> {
    let mut decoder = Decoder::new();
    decoder.push(data);
    let first = decoder.next_member().ok().flatten().expect("a header");
    let Content::Header(header) = first.content else {
        panic!("the first member is the header");
    };
    let timestamp = header.timestamp();
    // The header has two forms, so its own bytes are the ones to be written again; its tar header is checked.
    let length = usize::try_from(first.len_on_disk).expect("small");
    let mut bytes = data[..length].to_vec();
    assert_eq!(header.bytes(), &data[512..512 + header.bytes().len()]);
    let mut tail = None;
    for step in steps {
        let items: Vec<&[u8]> = step
            .data
            .iter()
            .map(|(_, bytes)| bytes.as_slice())
            .collect();
        let (written, next) = append_event(tail.as_ref(), timestamp, step.event.kind, &items)
            .expect("it was read without a fault");
        let event = member_bytes(timestamp, MemberKind::Event, &step.event.to_bytes());
        assert!(written.ends_with(&event.expect("small")));
        bytes.extend(written);
        tail = Some(next);
    }
    bytes
}

/// The archive of the poll, its beginnings, and the archives in `vectors`.
pub fn seeds() -> Vec<Vec<u8>> {
    let ends = read(&POLL.archive).0;
    let mut seeds: Vec<Vec<u8>> = ends
        .iter()
        .map(|step| POLL.archive[..usize::try_from(step.end).expect("small")].to_vec())
        .collect();
    let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors");
    let found = std::fs::read_dir(vectors).into_iter().flatten().flatten();
    let archives = found
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "bel"));
    seeds.extend(archives.filter_map(|path| std::fs::read(path).ok()));
    seeds
}
