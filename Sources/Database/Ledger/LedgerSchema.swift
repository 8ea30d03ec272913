/// The tables of a ledger's log.
///
/// A migration that was released is never changed; a later one changes what it made.
enum LedgerSchema {
    static let kind = DatabaseFile.Kind(component: "LedgerLog", applicationID: 0x4241_434C, versions: [version1])

    // The log can only grow: SQLite itself refuses to change or remove an entry or a head, or to leave a gap. A mark
    // holds the first eight bytes of its subject. Snapshots are copies of what the log gives, and old ones go.
    private static let version1 = """
        CREATE TABLE log(
            sequence INTEGER PRIMARY KEY CHECK(sequence >= 0),
            time INTEGER NOT NULL CHECK(time >= 0),
            kind INTEGER NOT NULL CHECK(kind BETWEEN 0 AND 255),
            input BLOB NOT NULL CHECK(typeof(input) = 'blob'),
            effects BLOB NOT NULL CHECK(typeof(effects) = 'blob'),
            previous BLOB NOT NULL CHECK(length(previous) = 32),
            hash BLOB NOT NULL CHECK(length(hash) = 32));
        CREATE TRIGGER log_follows BEFORE INSERT ON log
            WHEN NEW.sequence > 0 AND NOT EXISTS(
                SELECT 1 FROM log
                WHERE sequence = NEW.sequence - 1 AND hash = NEW.previous AND time <= NEW.time)
            BEGIN SELECT RAISE(ABORT, 'an entry has to follow the last one'); END;
        CREATE TRIGGER log_kept BEFORE DELETE ON log
            BEGIN SELECT RAISE(ABORT, 'entries of the log stay'); END;
        CREATE TRIGGER log_fixed BEFORE UPDATE ON log
            BEGIN SELECT RAISE(ABORT, 'entries of the log do not change'); END;

        CREATE TABLE marks(
            subject INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            PRIMARY KEY(subject, sequence)) WITHOUT ROWID;

        CREATE TABLE heads(
            sequence INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            hash BLOB NOT NULL CHECK(length(hash) = 32),
            signature BLOB NOT NULL CHECK(length(signature) = 64));
        CREATE TRIGGER heads_kept BEFORE DELETE ON heads
            BEGIN SELECT RAISE(ABORT, 'signed heads stay'); END;
        CREATE TRIGGER heads_fixed BEFORE UPDATE ON heads
            BEGIN SELECT RAISE(ABORT, 'signed heads do not change'); END;

        CREATE TABLE snapshots(
            sequence INTEGER PRIMARY KEY,
            bytes BLOB NOT NULL);
        """
}
