/// What a fetched tree may cost.
package struct FetchLimits: Sendable, Hashable {
    /// The most bytes of all blocks together.
    package var bytesMax: UInt64 = 1 << 44
    /// The most blocks.
    package var blocksMax = 16_000_000
    /// The deepest block below the root.
    package var depthMax = 1024
    /// Links found but not followed yet.
    package var pendingMax = 1_000_000
    /// Blocks asked for at once.
    package var inFlightMax = 8

    package init() {}
}
