/// The tables of the content index.
///
/// A migration that was released is never changed.
enum ContentSchema {
    static let kind = DatabaseFile.Kind(component: "ContentIndex", applicationID: 0x4241_4349, versions: [version1])

    // `leaves` answers "where is this block": 32 bytes of digest and three small numbers in the tree itself. The file
    // is part of the key because equal files have equal leaves, and each file must keep its own when another goes.
    // `leaf_runs` answers "which blocks has this file" with packed rows, each of many leaves, in the order of the file.
    private static let version1 = """
        CREATE TABLE files(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            path TEXT NOT NULL,
            size INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            inode INTEGER NOT NULL,
            owned INTEGER NOT NULL,
            root BLOB NOT NULL,
            leaves INTEGER NOT NULL,
            leaf_bytes INTEGER NOT NULL);
        CREATE INDEX files_path ON files(path);
        CREATE INDEX files_root ON files(root);

        CREATE TABLE leaves(
            hash BLOB NOT NULL,
            file INTEGER NOT NULL,
            offset INTEGER NOT NULL,
            length INTEGER NOT NULL,
            PRIMARY KEY(hash, file)) WITHOUT ROWID;

        CREATE TABLE leaf_runs(
            file INTEGER NOT NULL,
            run INTEGER NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY(file, run));

        CREATE TABLE inline_blocks(
            hash BLOB NOT NULL PRIMARY KEY,
            bytes BLOB NOT NULL) WITHOUT ROWID;

        CREATE TABLE roots(
            cid BLOB NOT NULL PRIMARY KEY,
            added INTEGER NOT NULL,
            body BLOB NOT NULL) WITHOUT ROWID;

        CREATE TABLE totals(files INTEGER NOT NULL, blocks INTEGER NOT NULL, bytes INTEGER NOT NULL);
        INSERT INTO totals VALUES(0, 0, 0);
        """
}
