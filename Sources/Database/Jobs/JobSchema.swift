/// The tables of the job store.
///
/// A migration that was released is never changed; a later one changes what it made.
enum JobSchema {
    static let kind = DatabaseFile.Kind(component: "JobStore", applicationID: 0x4241_434A, versions: [version1])

    // A job is known by its `number` in the other tables: 38 characters of id once, not in every row, and new rows of
    // `executions` and `events` lie together at the end of their trees whatever the ids are.
    //
    // Every index serves a query: the id (lookups by id and prefix), `created` and `modified` (lists), `state` (restart
    // and counts), `named` (lookup by name, only for jobs whose name is not their id), `executions_id` (lookups).
    // Version, name, namespace and creation time of a row change only with a new version.
    private static let version1 = """
        CREATE TABLE jobs(
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            version INTEGER NOT NULL,
            namespace TEXT NOT NULL,
            name TEXT,
            state INTEGER NOT NULL,
            created INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            body BLOB NOT NULL);
        CREATE INDEX jobs_created ON jobs(created);
        CREATE INDEX jobs_modified ON jobs(modified);
        CREATE INDEX jobs_state ON jobs(state);
        CREATE INDEX jobs_named ON jobs(name, namespace, created) WHERE name IS NOT NULL;

        CREATE TABLE job_versions(
            job INTEGER NOT NULL,
            version INTEGER NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY(job, version)) WITHOUT ROWID;

        CREATE TABLE job_shares(
            job INTEGER NOT NULL,
            version INTEGER NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY(job, version));

        CREATE TABLE executions(
            job INTEGER NOT NULL,
            version INTEGER NOT NULL,
            partition INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            id TEXT NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY(job, version, partition, attempt, id)) WITHOUT ROWID;
        CREATE UNIQUE INDEX executions_id ON executions(id);

        CREATE TABLE events(
            job INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            version INTEGER NOT NULL,
            time INTEGER NOT NULL,
            execution TEXT,
            body BLOB NOT NULL,
            PRIMARY KEY(job, sequence)) WITHOUT ROWID;

        CREATE TABLE blocks(
            hash BLOB NOT NULL PRIMARY KEY,
            bytes BLOB NOT NULL) WITHOUT ROWID;
        """
}
