import Core
import Synchronization

/// What the members of a cartel know of each other's lies.
final class Cartel: Sendable {
    private let lies = Mutex<Set<String>>([])
    /// How many primaries have lied.
    var count: Int { lies.withLock { $0.count } }

    func lie(about execution: String) { lies.withLock { _ = $0.insert(execution) } }

    func isLie(_ execution: String) -> Bool { lies.withLock { $0.contains(execution) } }
}

/// Stands in for an engine, usually `wasm`: what a program prints follows from its environment alone.
///
/// A liar gives another answer: alone, or together with the other members of its cartel.
struct TestEngine: ExecutionEngine {
    /// How a node treats the truth.
    enum Honesty: Sendable {
        case honest
        /// Lies whenever it is the first to run something, and supports the lies of its fellows.
        case cartel(Cartel)
        /// Lies in every run, its own way.
        case liar(Switch)
    }

    /// Something that a test turns on.
    final class Switch: Sendable {
        private let value: Mutex<Bool>
        init(_ isOn: Bool) { value = Mutex(isOn) }
        var isOn: Bool {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }

    let name: String
    let honesty: Honesty
    var kind = WasmParameters.engineType

    func probe() async -> EngineStatus { EngineStatus(kind: kind, isAvailable: true, version: "test 1") }
    func validate(_ task: TaskSpec) throws {}
    func prepare(_ request: ExecutionRequest) async throws {}

    func run(_ request: ExecutionRequest) async throws -> ExecutionOutcome {
        let partition = request.env["BACALHAU_PARTITION_INDEX"] ?? ""
        let seed = request.env["SEED"] ?? ""
        var outcome = ExecutionOutcome(exitCode: 0)
        outcome.stdout = .bytes(Array("\(isLying(request) ? lie : "truth") \(seed) \(partition)\n".utf8))
        outcome.usage.fuel = kind == WasmParameters.engineType ? 1_000_000_000 : 0
        outcome.usage.memoryPeakBytes = 1 << 16
        return outcome
    }

    private var lie: String {
        if case .liar = honesty { "lie of \(name)" } else { "lie" }
    }

    private func isLying(_ request: ExecutionRequest) -> Bool {
        let id = request.executionID.text
        switch honesty {
        case .honest: return false
        case .liar(let flag): return flag.isOn
        case .cartel(let cartel):
            guard let mark = id.range(of: "-check") else {
                cartel.lie(about: id)
                return true
            }
            return cartel.isLie(String(id[..<mark.lowerBound]))
        }
    }
}

extension String {
    /// Where a text begins first; the standard library has none without Foundation.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
