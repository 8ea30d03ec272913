import ContentAddressing
package import Core

/// Finds out how much content the inputs of an order name: each side of a deal asks for itself.
package struct InputMeter: Sendable {
    private let exchange: any ContentExchange
    private let node: NodeID?

    /// For a node, or for nobody in particular.
    package init(_ exchange: any ContentExchange, for node: NodeID? = nil) {
        self.exchange = exchange
        self.node = node
    }

    /// The CIDs among the inputs of an order, its partition's share in place of what was shared out.
    static func roots(of order: ExecutionOrder) -> [CID] {
        order.job.spec.task.inputs.enumerated().compactMap { index, input in
            if let share = order.share, share.inputIndex == index { return share.root }
            guard input.source.type.lowercased() == "ipfs", let text = input.source["CID"]?.stringValue else {
                return nil
            }
            return try? CID(parsing: text)
        }
    }

    /// The bytes of all inputs that are named by CID.
    ///
    /// Throws `notFound` when nobody holds one of them, and `corrupt` for one that is no file or directory.
    package func bytes(of order: ExecutionOrder) async -> Result<UInt64, CoreError> {
        var total: UInt64 = 0
        for root in Self.roots(of: order) {
            do {
                total = Self.sum(total, try await exchange.stat(root, for: node).fileBytes)
            } catch let error as CoreError {
                return .failure(error)
            } catch {
                let message = "the size of the input \(root) cannot be found out"
                return .failure(CoreError(.corrupt, message, component: "Deals", cause: "\(error)"))
            }
        }
        return .success(total)
    }

    private static func sum(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
