CREATE TABLE sealed (
    election INTEGER NOT NULL REFERENCES elections (id),
    poll TEXT NOT NULL,
    PRIMARY KEY (election, poll)
) WITHOUT ROWID;
