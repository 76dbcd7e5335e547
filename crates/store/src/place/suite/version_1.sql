CREATE TABLE elections (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
-- The record: path below it, bytes; whether it is a file that a wider one will take the place of.
CREATE TABLE files (
    election INTEGER NOT NULL REFERENCES elections (id),
    path TEXT NOT NULL,
    partial INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (election, path)
);
CREATE INDEX partial_files ON files (election) WHERE partial;
CREATE TABLE bodies (
    election INTEGER NOT NULL REFERENCES elections (id),
    name BLOB NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (election, name)
);
CREATE TABLE archives (
    id INTEGER PRIMARY KEY,
    election INTEGER NOT NULL REFERENCES elections (id),
    poll TEXT NOT NULL,
    length INTEGER NOT NULL,
    UNIQUE (election, poll)
);
-- An archive in pieces, by where each begins; none is empty, and none is longer than the program's limit.
CREATE TABLE pieces (
    archive INTEGER NOT NULL REFERENCES archives (id),
    start INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (archive, start)
);
-- In the order of their names, never of their first use.
CREATE TABLE logins (
    election INTEGER NOT NULL REFERENCES elections (id),
    poll TEXT NOT NULL,
    name TEXT NOT NULL,
    mail TEXT,
    verifier TEXT,
    credential TEXT,
    PRIMARY KEY (election, poll, name)
) WITHOUT ROWID;
CREATE UNIQUE INDEX bound ON logins (election, poll, credential);
-- In the order of accepting, until they are published. Numbers are used again when nothing waits.
CREATE TABLE waiting (
    number INTEGER PRIMARY KEY,
    election INTEGER NOT NULL REFERENCES elections (id),
    poll TEXT NOT NULL,
    login TEXT NOT NULL,
    credential TEXT NOT NULL,
    tracker BLOB NOT NULL,
    ballot BLOB NOT NULL,
    promise TEXT NOT NULL,
    UNIQUE (election, poll, tracker)
);
