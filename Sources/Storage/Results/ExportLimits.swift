/// What an export to disk may cost.
package struct ExportLimits: Sendable, Hashable {
    package var bytesMax: UInt64 = 1 << 44
    package var entriesMax = 5_000_000
    package var depthMax = 128

    package init() {}
}
