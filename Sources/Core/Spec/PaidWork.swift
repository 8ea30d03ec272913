/// What one execution of a paid job may use: its price at any node follows from it.
package struct PaidWork: Hashable, Sendable {
    /// How the work is priced.
    package enum Measure: Hashable, Sendable {
        /// By the fuel that it uses, and the pages of 64 KiB that it holds meanwhile.
        case metered(fuelMax: UInt64, pagesMax: UInt64)
        /// As a whole, by what it reserves and for how long.
        case whole(cpuMillis: Int, memoryBytes: Int64, seconds: Int64)
    }

    /// The engine type, in lower case.
    package var engine: String
    package var measure: Measure
    /// The most that one execution may cost; nil leaves it to the prices of the nodes.
    package var maxPrice: Int64?

    /// A run that is worth its start: a node is too dear when the money does not buy so much fuel.
    package static let fuelMin: UInt64 = 1_000_000_000
    /// The time of a paid task that has no fuel and names no limit.
    package static let secondsDefault: Int64 = 600
    /// The bytes of a page.
    package static let pageBytes: Int64 = 65_536

    package init(engine: String, measure: Measure, maxPrice: Int64? = nil) {
        self.engine = engine
        self.measure = measure
        self.maxPrice = maxPrice
    }

    /// Reads the work off a normalised spec; nil when nobody is paid for it.
    package init?(_ spec: JobSpec) {
        guard let trust = spec.trust, trust.style.isPaid else { return nil }
        self.init(spec.task, fuelMax: trust.maxFuel, maxPrice: trust.maxPrice)
    }

    /// What a task would be if it were paid.
    package init(_ task: TaskSpec, fuelMax: UInt64?, maxPrice: Int64?) {
        // A validated spec parses; one that does not asks for nothing.
        let amounts = (try? task.resources.amounts()) ?? .zero
        engine = task.engine.type.lowercased()
        if engine == WasmParameters.engineType {
            let pages = amounts.memoryBytes / Self.pageBytes + (amounts.memoryBytes % Self.pageBytes > 0 ? 1 : 0)
            measure = .metered(fuelMax: fuelMax ?? TrustSpec.maxFuelDefault, pagesMax: UInt64(clamping: pages))
        } else {
            let seconds = task.timeouts.executionSeconds
            measure = .whole(
                cpuMillis: amounts.cpuMillis,
                memoryBytes: amounts.memoryBytes,
                seconds: seconds > 0 ? seconds : Self.secondsDefault
            )
        }
        self.maxPrice = maxPrice
    }
}

extension PaidWork {
    /// What all of the work costs at these prices, whatever the user wants to pay; nil when it is more than can exist.
    package func fullPrice(at prices: NodePrices, inputBytes: UInt64 = 0) -> Int64? {
        switch measure {
        case .metered(let fuelMax, let pagesMax): prices.price(fuelMax: fuelMax, pagesMax: pagesMax)
        case .whole(let cpuMillis, let memoryBytes, let seconds):
            prices.wholePrice(
                cpuMillis: cpuMillis,
                memoryBytes: memoryBytes,
                seconds: seconds,
                inputBytes: inputBytes
            )
        }
    }

    /// What must be affordable at least: all of it, but of metered work only a run that is worth its start.
    package func leastPrice(at prices: NodePrices, inputBytes: UInt64 = 0) -> Int64? {
        guard case .metered(let fuelMax, let pagesMax) = measure else {
            return fullPrice(at: prices, inputBytes: inputBytes)
        }
        return prices.price(fuelMax: min(fuelMax, Self.fuelMin), pagesMax: pagesMax)
    }

    /// The cap of a deal with such a node: the full price, of metered work at most what the user wants to pay.
    ///
    /// Nil when the node is too dear.
    package func cap(at prices: NodePrices, inputBytes: UInt64 = 0) -> Int64? {
        guard let least = leastPrice(at: prices, inputBytes: inputBytes), least <= maxPrice ?? .max else { return nil }
        let full = fullPrice(at: prices, inputBytes: inputBytes)
        guard let maxPrice else { return full }
        return min(full ?? maxPrice, maxPrice)
    }

    /// The most fuel that a deal with this cap buys; 0 for work without fuel.
    package func fuel(at prices: NodePrices, cap: Int64) -> UInt64 {
        guard case .metered(let fuelMax, let pagesMax) = measure else { return 0 }
        return prices.fuel(for: cap, pagesMax: pagesMax, upTo: fuelMax)
    }
}
