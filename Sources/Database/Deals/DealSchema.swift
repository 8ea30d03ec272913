import GRDB

/// The tables of the deal store.
///
/// A migration that was released is never changed; a later one changes what it made.
enum DealSchema {
    static let kind = DatabaseFile.Kind(component: "DealStore", applicationID: 0x4241_4344, migrator: migrator)

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in try db.execute(sql: version1) }
        return migrator
    }

    // Every index serves a query: the execution (lookups), `deals_open` (restart; as small as what is open),
    // `deals_job` (a job's page) and `deals_trust` (a node's results, newest first, and the counts without a look at
    // the rows). Where moments are equal, the number decides, which indexes hold at their end.
    private static let version1 = """
        CREATE TABLE deals(
            number INTEGER PRIMARY KEY,
            execution TEXT NOT NULL UNIQUE,
            job TEXT NOT NULL,
            version INTEGER NOT NULL,
            partition INTEGER NOT NULL,
            node TEXT NOT NULL,
            trust INTEGER NOT NULL,
            is_open INTEGER NOT NULL,
            has_result INTEGER NOT NULL,
            created INTEGER NOT NULL,
            body BLOB NOT NULL);
        CREATE INDEX deals_open ON deals(created) WHERE is_open = 1;
        CREATE INDEX deals_job ON deals(job, version, partition, created);
        CREATE INDEX deals_trust ON deals(trust, node, has_result, created);
        """
}
