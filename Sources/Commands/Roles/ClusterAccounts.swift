import Settlement

/// The keys of a process on a ledger of deals: one key, one name.
struct ClusterAccounts: Sendable {
    /// Of the orchestrator, which pays for deals: `orchestrator.key`.
    var orchestrator: SigningKey
    /// Of the nodes in their order, which earn: each its `node.key`.
    var nodes: [SigningKey]
}
