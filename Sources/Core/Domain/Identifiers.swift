/// Names a job: `j-` and a UUID in lower case.
package struct JobID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// Names one run of one partition of a job on one node: `e-` and a UUID in lower case.
package struct ExecutionID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// Names a node by the libp2p peer id of its Ed25519 key; its human name is only a label.
package struct NodeID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let text: String
    package init(_ text: String) { self.text = text }
    package var description: String { text }
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// Counts the lives of a node process: a node that restarts registers with a higher incarnation.
package struct Incarnation: Hashable, Sendable, Comparable {
    package let number: UInt64
    package init(_ number: UInt64) { self.number = number }
    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

extension String {
    /// The displayed short form of a job, execution or node id: the prefix and eight characters after it.
    package var shortID: String {
        guard let dash = firstIndex(of: "-"), distance(from: startIndex, to: dash) <= 2 else {
            return count <= 12 ? self : String(suffix(8))
        }
        return String(prefix(distance(from: startIndex, to: dash) + 1 + 8))
    }
}
