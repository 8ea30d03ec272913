/// How large a JSON document may be before parsing refuses it.
package struct JSONLimits: Hashable, Sendable {
    /// The most bytes of text.
    package var bytesMax: Int
    /// The most arrays and objects inside each other.
    package var depthMax: Int
    /// The most array items and object members in the whole document.
    package var membersMax: Int

    /// The deepest nesting that any parser of ours accepts, whatever its limits say: parsing is recursive.
    package static let depthCeiling = 64

    /// 10 MiB of text, 64 levels, a million members: the limits of an API body.
    package static let standard = JSONLimits()

    /// Makes limits; a depth above ``depthCeiling`` is held there.
    package init(bytesMax: Int = 10 << 20, depthMax: Int = JSONLimits.depthCeiling, membersMax: Int = 1_000_000) {
        self.bytesMax = bytesMax
        self.depthMax = min(depthMax, Self.depthCeiling)
        self.membersMax = membersMax
    }
}
