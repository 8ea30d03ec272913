/// The table of a node's openings.
///
/// A migration that was released is never changed; a later one changes what it made.
enum OpeningSchema {
    static let kind = DatabaseFile.Kind(
        component: "OpeningStore",
        applicationID: 0x4241_434F,
        versions: [version1, version2]
    )

    // Digests are in the order of their bytes, as the port's list is.
    private static let version1 = """
        CREATE TABLE openings(
            deal BLOB NOT NULL,
            slot INTEGER NOT NULL,
            opening BLOB NOT NULL,
            PRIMARY KEY(deal, slot)) WITHOUT ROWID;
        """

    // The execution that a deal was made for, and the CIDs of its inputs with spaces between; NULL in rows from before.
    private static let version2 = """
        ALTER TABLE openings ADD COLUMN execution TEXT;
        ALTER TABLE openings ADD COLUMN inputs TEXT;
        """
}
