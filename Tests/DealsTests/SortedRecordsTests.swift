import Core
import Testing

@testable import Deals

/// Which records are written before the rest is done.
@Suite struct SortedRecordsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        /// Execution and whether it is waited for; the place is the record's charge.
        var saves: [(String, Bool)]
        var first: [Int64]
        var last: [Int64]
        var awaited: [String]
        var testDescription: String { saves.map { $0.0 + ($0.1 ? "!" : "") }.joined(separator: " ") }
    }

    static let cases = [
        Case(saves: [], first: [], last: [], awaited: []),
        Case(saves: [("a", true)], first: [0], last: [], awaited: ["a"]),
        Case(saves: [("a", false)], first: [], last: [0], awaited: []),
        Case(saves: [("a", false), ("b", true), ("c", false)], first: [1], last: [0, 2], awaited: ["b"]),
        // Of one execution in their order, whichever is waited for.
        Case(saves: [("a", false), ("b", false), ("a", true)], first: [0, 2], last: [1], awaited: ["a"]),
        Case(saves: [("a", true), ("b", false), ("a", false)], first: [0, 2], last: [1], awaited: ["a"]),
        Case(saves: [("a", false), ("a", false)], first: [], last: [0, 1], awaited: []),
    ]

    @Test(arguments: cases)
    func recordsOfOneExecutionStayInOrder(_ test: Case) {
        let actions = test.saves.enumerated().map { place, save in
            var record = DealRecord(blank: ExecutionID(save.0), jobID: JobID("j"))
            record.charge = Int64(place)
            return ClientDealAction.save(record, isAwaited: save.1)
        }
        let sorted = SortedRecords(actions)
        #expect(sorted.first.map(\.charge) == test.first)
        #expect(sorted.last.map(\.charge) == test.last)
        #expect(sorted.awaited.map(\.text) == test.awaited)
    }
}
