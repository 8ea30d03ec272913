/// Nodes that behave alike and share their profits.
package struct NodeGroup: Sendable {
    package var name: String
    package var count: Int
    /// The stake of each, in slashes.
    package var slashes: Int64
    package var agent: any NodeAgent

    package init(_ name: String, _ count: Int, _ agent: any NodeAgent, slashes: Int64 = 10) {
        self.name = name
        self.count = count
        self.slashes = slashes
        self.agent = agent
    }

    /// Honest nodes.
    package static func honest(_ count: Int) -> NodeGroup { NodeGroup("honest", count, HonestNode()) }
}
