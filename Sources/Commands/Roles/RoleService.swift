import ComputeNode
import ServiceLifecycle

/// A part that runs until it is cancelled, as a service that ends when a graceful shutdown reaches it.
struct RoleService: Service {
    let name: String
    let body: @Sendable () async -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown { await body() }
    }
}

/// A node: on a graceful shutdown it takes no more work, hands back what waits, and gives what runs some time.
struct NodeRole: Service {
    let node: ComputeNodeService
    let shutdownTime: Duration

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await node.run() }
            group.addTask {
                do { try await gracefulShutdown() } catch { return }
                node.drain()
                // The node's own run ends as soon as it is drained; this is the limit.
                try? await Task.sleep(for: shutdownTime)
            }
            await group.next()
            group.cancelAll()
        }
    }
}
