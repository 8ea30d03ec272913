import ContentAddressing
import Core

/// What was fetched as inputs: how large it is, when it was used last, and what is in use now.
struct FetchedLedger {
    private struct Entry {
        var bytes: UInt64
        var lastUse: Timestamp
    }

    private var entries: [CID: Entry] = [:]
    private var leases: [String: Set<CID>] = [:]
    /// Whether the entries of former lives of the process are here.
    private(set) var isLoaded = false

    /// What somebody uses now, whether it was fetched or not.
    var leased: Set<CID> { leases.values.reduce(into: []) { $0.formUnion($1) } }

    /// The holder uses the content until ``release(_:)``.
    mutating func use(_ cid: CID, by holder: String, now: Timestamp) {
        leases[holder, default: []].insert(cid)
        entries[cid]?.lastUse = now
    }

    mutating func release(_ holder: String) { leases[holder] = nil }

    /// Takes up what was fetched in former lives; what is known already is newer.
    mutating func load(_ roots: [ContentRoot]) {
        isLoaded = true
        for root in roots where entries[root.cid] == nil {
            entries[root.cid] = Entry(bytes: root.tsize, lastUse: root.addedAt)
        }
    }

    mutating func add(_ root: ContentRoot, now: Timestamp) {
        entries[root.cid] = Entry(bytes: root.tsize, lastUse: now)
    }

    mutating func remove(_ cid: CID) { entries[cid] = nil }

    /// What has to go so that the rest fits: least recently used first, nothing that is in use.
    func surplus(bytesMax: UInt64) -> [CID] {
        var total = entries.values.reduce(UInt64(0)) { $0.addingReportingOverflow($1.bytes).partialValue }
        guard total > bytesMax else { return [] }
        let leased = leased
        var surplus: [CID] = []
        let oldest = entries.filter { !leased.contains($0.key) }.sorted {
            ($0.value.lastUse, $0.key) < ($1.value.lastUse, $1.key)
        }
        for (cid, entry) in oldest where total > bytesMax {
            surplus.append(cid)
            total -= entry.bytes
        }
        return surplus
    }
}
