/// Clients that behave alike.
package struct ClientGroup: Hashable, Sendable {
    package var name: String
    package var count: Int
    package var behaviour: ClientBehaviour
    /// The group of nodes that they work with.
    package var accomplices: Int?

    package init(_ name: String, _ count: Int, _ behaviour: ClientBehaviour, accomplices: Int? = nil) {
        self.name = name
        self.count = count
        self.behaviour = behaviour
        self.accomplices = accomplices
    }

    /// Honest clients.
    package static func honest(_ count: Int) -> ClientGroup { ClientGroup("honest client", count, .honest) }
}
