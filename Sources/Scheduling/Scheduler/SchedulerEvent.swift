package import ContentAddressing
package import Core

/// Who holds the data of a job: what the placement rules need to know of it.
package struct Locality: Sendable, Hashable {
    /// One node and how many of the wanted bytes it holds.
    package struct Holding: Sendable, Hashable {
        package var node: NodeID
        package var bytes: UInt64
        package init(node: NodeID, bytes: UInt64) {
            self.node = node
            self.bytes = bytes
        }
    }

    /// What one partition needs.
    package struct Needs: Sendable, Hashable {
        /// Bytes of content in all inputs named by CID.
        package var bytes: UInt64
        /// The nodes that hold any of them, by id.
        package var holdings: [Holding]
        /// The first CID that no node holds; nothing can run before somebody adds it.
        package var missing: CID?
        /// The file that held it and was changed since, when one is known: then the job fails instead of waiting.
        package var changed: ChangedFile?

        package init(
            bytes: UInt64 = 0,
            holdings: [Holding] = [],
            missing: CID? = nil,
            changed: ChangedFile? = nil
        ) {
            self.bytes = bytes
            self.holdings = holdings
            self.missing = missing
            self.changed = changed
        }

        package func bytes(on node: NodeID) -> UInt64 { holdings.first { $0.node == node }?.bytes ?? 0 }
    }

    /// One per partition when the job is sharded, otherwise one for all.
    package var needs: [Needs]

    package init(needs: [Needs] = []) { self.needs = needs }

    package func needs(of partition: Int) -> Needs {
        if needs.isEmpty { return Needs() }
        return needs.count == 1 ? needs[0] : needs[partition]
    }
}

/// What happens to the scheduler.
package enum SchedulerEvent: Sendable {
    /// A checked job with its id, partitions and shares. It may replace a former version of the same id.
    case submitted(Job, Locality)
    case stopRequested(JobID, reason: String)
    case holdersFound(JobID, Locality)
    case received(NodeMessage, from: NodeID)
    case membershipChanged(NodeID, NodeState.Membership, message: String)
    /// The operator wants a node forgotten; one that is connected is kept.
    case nodeRemoved(NodeID)
    /// Time has passed; sent at the latest when `nextDeadline` is reached.
    case tick
}
