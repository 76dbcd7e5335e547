//! A record as a folder: entries appended and durable, files verified, entries proved.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::PathBuf;
use veche_record::note::{KeyName, SigningKey};
use veche_store::bodies::Bodies;
use veche_store::record::{RecordDir, RecordReader};

/// Bytes of an entry: about what a signed report has.
const ENTRY: usize = 700;
/// Entries that become durable together.
const BATCH: u64 = 1_000;

fn key() -> SigningKey {
    SigningKey::new(KeyName::new("example.org/bench").unwrap(), &[1; 32])
}

fn entries(from: u64, count: u64, length: usize) -> Vec<Vec<u8>> {
    let entry = |number: u64| {
        let mut entry = number.to_be_bytes().repeat(length.div_ceil(8));
        entry.truncate(length);
        entry
    };
    (from..from + count).map(entry).collect()
}

/// A record of so many entries of so many bytes, in a folder of its own.
fn record(size: u64, length: usize) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("record");
    RecordDir::create(&dir, &key()).unwrap();
    let mut record = RecordDir::open(&dir).unwrap();
    let mut from = 0;
    while from < size {
        let count = (size - from).min(100_000);
        record
            .append(&entries(from, count, length), &key())
            .unwrap();
        from += count;
    }
    (folder, dir)
}

fn append(c: &mut Criterion) {
    let (_folder, dir) = record(0, ENTRY);
    let mut record = RecordDir::open(&dir).unwrap();
    let mut group = c.benchmark_group("append");
    group
        .sample_size(30)
        .throughput(Throughput::Elements(BATCH));
    group.bench_function("1000 entries of 700 bytes", |b| {
        let fresh = || entries(0, BATCH, ENTRY);
        b.iter_batched(
            fresh,
            |batch| record.append(&batch, &key()).unwrap(),
            BatchSize::SmallInput,
        );
    });
    group.finish();
    let mut group = c.benchmark_group("append");
    group.sample_size(30).throughput(Throughput::Elements(1));
    group.bench_function("one entry of 700 bytes", |b| {
        let entry = entries(0, 1, ENTRY);
        b.iter(|| record.append(&entry, &key()).unwrap());
    });
    group.finish();
}

fn bodies(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let bodies = Bodies::new(folder.path());
    let mut number = 0;
    let mut group = c.benchmark_group("bodies");
    group
        .sample_size(10)
        .throughput(Throughput::Elements(BATCH));
    group.bench_function("1000 of 2 kB", |b| {
        let fresh = || {
            number += BATCH;
            entries(number, BATCH, 2_000)
        };
        b.iter_batched(
            fresh,
            |batch| bodies.put_all(&batch).unwrap(),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

fn verify(c: &mut Criterion) {
    let size = 100_000;
    let (_folder, dir) = record(size, ENTRY);
    let reader = RecordReader::new(&dir);
    let mut group = c.benchmark_group("verify_files");
    group.sample_size(10).throughput(Throughput::Elements(size));
    group.bench_function("100000 entries of 700 bytes", |b| {
        b.iter(|| {
            let report = reader.verify_files(|first, entries| {
                black_box((first, entries));
            });
            assert!(report.unwrap().agrees());
        });
    });
    group.finish();
}

fn prove(c: &mut Criterion) {
    let size = 1_000_000;
    let (_folder, dir) = record(size, 100);
    let reader = RecordReader::new(&dir);
    let mut group = c.benchmark_group("prove");
    let mut index = 0;
    group.bench_function("inclusion in 1000000", |b| {
        b.iter(|| {
            index = (index + 7_919_777) % size;
            reader.prove_inclusion(black_box(index)).unwrap()
        });
    });
    group.bench_function("consistency in 1000000", |b| {
        b.iter(|| {
            index = (index + 7_919_777) % size;
            reader.prove_consistency(black_box(index)).unwrap()
        });
    });
    group.finish();
}

criterion_group!(benches, append, bodies, verify, prove);
criterion_main!(benches);
