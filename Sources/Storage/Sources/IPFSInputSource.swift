import ContentAddressing
package import Core

/// Content by its CID: `ipfs {CID}`; mounted where it lies on this node, fetched from others when it is not here.
package struct IPFSInputSource: InputSource {
    package let kind = "ipfs"
    private let store: ContentStore
    private let exchange: any ContentExchange
    private let node: NodeID?
    private let limits: FetchLimits
    private let firstBlockTimeout: Duration

    /// Fetches for `node`, the one that asks.
    ///
    /// A CID of which nobody gives the first block within `firstBlockTimeout` is an error.
    package init(
        store: ContentStore,
        exchange: any ContentExchange,
        node: NodeID?,
        limits: FetchLimits = FetchLimits(),
        firstBlockTimeout: Duration = .seconds(5)
    ) {
        self.store = store
        self.exchange = exchange
        self.node = node
        self.limits = limits
        self.firstBlockTimeout = firstBlockTimeout
    }

    package func validate(_ source: TypedSpec) throws {
        _ = try Self.cid(of: source)
    }

    /// What is mounted stays until the store's ``ContentStore/releaseInputs(of:)`` is called for the scratch path.
    package func fetch(
        _ source: TypedSpec,
        scratchPath: String,
        onProgress: @Sendable (UInt64, UInt64?) -> Void
    ) async throws -> FetchedInput {
        let cid = try Self.cid(of: source)
        await store.useInput(cid, by: scratchPath)
        do {
            if let mounted = try await mountLocal(cid) {
                onProgress(mounted.contentBytes, mounted.contentBytes)
                return FetchedInput(node: mounted)
            }
            return try await fetch(cid, onProgress)
        } catch let error as CoreError where error.code == .notFound || error.code == .corrupt {
            guard let changed = await exchange.changedFile(below: cid) else { throw error }
            throw CoreError.storage(.gone, changed.message, hint: changed.hint)
        }
    }

    /// What lies here whole; nil when part of it is not here, or is not what it was.
    private func mountLocal(_ cid: CID) async throws -> MountNode? {
        guard try await store.isComplete(cid) else { return nil }
        do {
            return try await store.mount(cid)
        } catch let error as CoreError where error.code == .corrupt {
            // Somebody else may hold what was here.
            return nil
        }
    }

    private func fetch(_ cid: CID, _ onProgress: @Sendable (UInt64, UInt64?) -> Void) async throws -> FetchedInput {
        if try await !store.has(cid) { try await askForFirstBlock(cid) }
        let fetched = try await store.fetch(
            cid,
            keptAs: ContentStore.fetchedName,
            limits: limits,
            from: { [exchange, node] wanted in try await exchange.fetch(wanted, for: node) },
            onProgress: { onProgress($0, nil) }
        )
        let mounted = try await store.mount(cid)
        try await store.noteFetched(cid)
        return FetchedInput(node: mounted, fetchedBytes: fetched)
    }

    /// Fails soon, and with the CID, when nobody has it.
    private func askForFirstBlock(_ cid: CID) async throws {
        let block = try await withThrowingTaskGroup(of: Block?.self) { group in
            group.addTask { [exchange, node] in try await exchange.fetch(cid, for: node) }
            group.addTask { [firstBlockTimeout] in
                try await Task.sleep(for: firstBlockTimeout)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        guard block != nil else {
            throw CoreError.storage(
                .notFound,
                "no node that can be reached holds \(cid)",
                hint: "add the data on a node of this network, or start the node that holds it"
            )
        }
    }

    private static func cid(of source: TypedSpec) throws -> CID {
        let text = try source.text("CID")
        do {
            return try CID(parsing: text)
        } catch {
            throw CoreError.storage(.validation, "parameter CID of source \(source.type) is no CID", cause: error)
        }
    }
}
