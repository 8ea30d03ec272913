/// An amount of a machine: what a task asks for, or what a node has.
package struct Resources: Hashable, Sendable {
    /// Thousandths of a processor.
    package var cpuMillis: Int
    package var memoryBytes: Int64
    package var diskBytes: Int64
    package var gpus: Int

    package init(cpuMillis: Int = 0, memoryBytes: Int64 = 0, diskBytes: Int64 = 0, gpus: Int = 0) {
        self.cpuMillis = cpuMillis
        self.memoryBytes = memoryBytes
        self.diskBytes = diskBytes
        self.gpus = gpus
    }

    package static let zero = Resources()

    /// True when every part of this amount is within the other.
    package func fits(in capacity: Resources) -> Bool {
        cpuMillis <= capacity.cpuMillis && memoryBytes <= capacity.memoryBytes && diskBytes <= capacity.diskBytes
            && gpus <= capacity.gpus
    }

    package static func + (left: Self, right: Self) -> Self {
        Resources(
            cpuMillis: left.cpuMillis &+ right.cpuMillis,
            memoryBytes: left.memoryBytes &+ right.memoryBytes,
            diskBytes: left.diskBytes &+ right.diskBytes,
            gpus: left.gpus &+ right.gpus
        )
    }

    package static func - (left: Self, right: Self) -> Self {
        Resources(
            cpuMillis: left.cpuMillis &- right.cpuMillis,
            memoryBytes: left.memoryBytes &- right.memoryBytes,
            diskBytes: left.diskBytes &- right.diskBytes,
            gpus: left.gpus &- right.gpus
        )
    }
}
