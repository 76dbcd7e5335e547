//! The one form of tar header that an archive has (PROTOCOL-NOTES "The archive"; `tar.ml` of the reference).

/// Tar files are made of blocks of this many bytes.
pub(crate) const BLOCK: usize = 512;

/// The largest number that fits eleven octal digits.
pub(crate) const LARGEST_NUMBER: u64 = (1 << 33) - 1;

/// Where the fields begin.
const NAME: usize = 0;
const MODE: usize = 100;
const OWNER: usize = 108;
const GROUP: usize = 116;
const SIZE: usize = 124;
const TIME: usize = 136;
const CHECKSUM: usize = 148;
const TYPE: usize = 156;

/// What a tar header says. All its other bytes are prescribed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TarHeader {
    /// The name of the member, at most 99 bytes.
    pub(crate) name: String,
    /// How many bytes its contents have, below 2³³.
    pub(crate) size: u64,
    /// Seconds since 1970, below 2³³.
    pub(crate) time: u64,
}

impl TarHeader {
    /// Reads a header. Nothing comes back unless writing it again gives exactly the same block.
    pub(crate) fn parse(block: &[u8; BLOCK]) -> Option<Self> {
        let name = block.split(|byte| *byte == 0).next()?;
        let header = Self {
            name: std::str::from_utf8(name).ok()?.to_owned(),
            size: octal(block.get(SIZE..)?)?,
            time: octal(block.get(TIME..)?)?,
        };
        (header.to_bytes()? == *block).then_some(header)
    }

    /// The block, or nothing if a field is too large for it.
    pub(crate) fn to_bytes(&self) -> Option<[u8; BLOCK]> {
        if self.name.len() >= MODE
            || self.name.contains('\0')
            || self.size.max(self.time) > LARGEST_NUMBER
        {
            return None;
        }
        let mut block = [0; BLOCK];
        write(&mut block, NAME, &self.name);
        write(&mut block, MODE, "0000644");
        write(&mut block, OWNER, "0000000");
        write(&mut block, GROUP, "0000000");
        write(&mut block, SIZE, &format!("{:011o}", self.size));
        write(&mut block, TIME, &format!("{:011o}", self.time));
        // The sum is taken with spaces in its own place.
        write(&mut block, CHECKSUM, "        ");
        write(&mut block, TYPE, "0");
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        write(&mut block, CHECKSUM, &format!("{sum:06o}\0 "));
        Some(block)
    }
}

fn write(block: &mut [u8; BLOCK], at: usize, text: &str) {
    for (place, byte) in block.iter_mut().skip(at).zip(text.bytes()) {
        *place = byte;
    }
}

fn octal(field: &[u8]) -> Option<u64> {
    let digits = field.first_chunk::<11>()?;
    digits.iter().try_fold(0, |number: u64, digit| match digit {
        b'0'..=b'7' => Some(number << 3 | u64::from(digit - b'0')),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn header(name: &str, size: u64, time: u64) -> TarHeader {
        TarHeader {
            name: name.into(),
            size,
            time,
        }
    }

    #[test]
    fn the_block_has_its_fields_where_tar_has_them() {
        let block = header("BELENIOS", 38, 1_795_375_095).to_bytes().unwrap();
        let mut expected = [0; BLOCK];
        for (at, field) in [
            (0, "BELENIOS"),
            (100, "0000644"),
            (108, "0000000"),
            (116, "0000000"),
            (124, "00000000046"),
            (136, "15300637767"),
            (148, "005726\0 "),
            (156, "0"),
        ] {
            expected[at..at + field.len()].copy_from_slice(field.as_bytes());
        }
        assert_eq!(block, expected);
    }

    #[test]
    fn what_does_not_fit_is_not_written() {
        assert_eq!(header(&"n".repeat(100), 0, 0).to_bytes(), None);
        assert_eq!(header("a\0b", 0, 0).to_bytes(), None);
        assert_eq!(header("n", 1 << 33, 0).to_bytes(), None);
        assert_eq!(header("n", 0, 1 << 33).to_bytes(), None);
        let largest = header(&"n".repeat(99), LARGEST_NUMBER, LARGEST_NUMBER);
        assert_eq!(
            TarHeader::parse(&largest.to_bytes().unwrap()),
            Some(largest)
        );
    }

    #[test]
    fn a_block_of_zeros_is_not_a_header() {
        assert_eq!(TarHeader::parse(&[0; BLOCK]), None);
    }

    proptest! {
        #[test]
        fn a_header_survives_writing_and_reading(name in "[ -~]{0,99}", size in 0..=LARGEST_NUMBER, time in 0..=LARGEST_NUMBER) {
            let header = header(&name, size, time);
            prop_assert_eq!(TarHeader::parse(&header.to_bytes().unwrap()), Some(header));
        }

        #[test]
        fn a_block_with_any_byte_changed_is_refused(at in 0..BLOCK, byte: u8) {
            let original = header("BELENIOS", 38, 1_795_375_095).to_bytes().unwrap();
            let mut block = original;
            block[at] = byte;
            // The checksum covers every byte, so no single change can go unnoticed.
            prop_assert_eq!(TarHeader::parse(&block).is_some(), block == original);
        }

        #[test]
        fn no_block_makes_the_parser_panic(bytes in proptest::collection::vec(any::<u8>(), BLOCK)) {
            let block: [u8; BLOCK] = bytes.try_into().unwrap();
            let _ = TarHeader::parse(&block);
        }
    }
}
