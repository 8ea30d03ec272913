import GRDB

/// The table of a node's openings.
///
/// A migration that was released is never changed; a later one changes what it made.
enum OpeningSchema {
    static let kind = DatabaseFile.Kind(component: "OpeningStore", applicationID: 0x4241_434F, migrator: migrator)

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in try db.execute(sql: version1) }
        return migrator
    }

    // Digests are in the order of their bytes, as the port's list is.
    private static let version1 = """
        CREATE TABLE openings(
            deal BLOB NOT NULL,
            slot INTEGER NOT NULL,
            opening BLOB NOT NULL,
            PRIMARY KEY(deal, slot)) WITHOUT ROWID;
        """
}
