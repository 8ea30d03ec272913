/// What one execution used: the sums behind prices, estimates and figures.
package struct Usage: Hashable, Sendable {
    /// Units of Wasmtime fuel; 0 for engines without fuel.
    package var fuel: UInt64 = 0
    package var cpuNanoseconds: UInt64 = 0
    package var wallNanoseconds: UInt64 = 0
    package var memoryPeakBytes: UInt64 = 0
    /// Bytes of input mounted for the execution.
    package var inputBytes: UInt64 = 0
    /// Bytes of input that had to be fetched from another node first.
    package var fetchedBytes: UInt64 = 0
    /// Bytes of the result tree.
    package var outputBytes: UInt64 = 0

    package init() {}

    /// Adds the other's amounts; the memory peak is the larger of the two.
    package mutating func add(_ other: Usage) {
        fuel &+= other.fuel
        cpuNanoseconds &+= other.cpuNanoseconds
        wallNanoseconds &+= other.wallNanoseconds
        memoryPeakBytes = max(memoryPeakBytes, other.memoryPeakBytes)
        inputBytes &+= other.inputBytes
        fetchedBytes &+= other.fetchedBytes
        outputBytes &+= other.outputBytes
    }
}
