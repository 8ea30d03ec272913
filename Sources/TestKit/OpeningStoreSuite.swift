import ContentAddressing
package import Core
import Testing

/// What every ``OpeningStore`` must do.
///
/// Each case gets an empty store.
package enum OpeningStoreSuite {
    package typealias Case = SuiteCase<any OpeningStore>

    package static let cases: [Case] = [
        Case("what is kept is listed by deal and slot") { store in
            let openings = sample(40)
            try await store.keep(Array(openings[..<9].reversed()))
            try await store.keep(Array(openings[9...].reversed()))
            #expect(try await store.openings() == openings)
        },
        Case("an opening takes the place of that of the same deal and slot") { store in
            var openings = sample(6)
            try await store.keep(openings)
            openings[2].opening = [7]
            openings[5].opening = []
            try await store.keep([openings[2], openings[5]])
            #expect(try await store.openings() == openings)
            // In one call the last one counts.
            var first = openings[0]
            first.opening = [1, 1, 1]
            try await store.keep([first, openings[0]])
            #expect(try await store.openings() == openings)
        },
        Case("openings of ended deals are forgotten, all slots of them and no others") { store in
            let openings = sample(30)
            try await store.keep(openings)
            let ended = openings[4].deal
            store.forget([ended, openings[20].deal])
            store.forget([ended])
            // What is kept later is there no sooner than the others are gone.
            try await store.keep([])
            let rest = openings.filter { $0.deal != ended && $0.deal != openings[20].deal }
            try await store.keep([rest[0]])
            #expect(try await store.openings() == rest)
            #expect(rest.count == 24)
        },
        Case("a forgotten deal may be kept again, and one that was never kept is no error") { store in
            let openings = sample(3)
            store.forget([openings[0].deal])
            store.forget([])
            store.keep(openings) { _ in }
            store.forget([openings[0].deal])
            try await store.keep([openings[1]])
            #expect(try await store.openings() == [openings[1]])
        },
        Case("an empty store is empty, and so is an empty call") { store in
            try await store.keep([])
            #expect(try await store.openings().isEmpty)
        },
        Case("openings of every size and slots of every number are kept") { store in
            var samples = SampleRecords(seed: 5)
            let deal = samples.digest()
            let openings = [(Int.min, 0), (-1, 1), (0, 70000), (1, 200), (Int.max, 2)].map { slot, size in
                KeptOpening(deal: deal, slot: slot, executionID: nil, opening: samples.bytes(size))
            }
            try await store.keep(openings)
            #expect(try await store.openings() == openings)
        },
        Case("openings of overlapping calls are all kept") { store in
            let openings = sample(300)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for opening in openings { group.addTask { try await store.keep([opening]) } }
                try await group.waitForAll()
            }
            #expect(try await store.openings() == openings)
        },
    ]

    /// Three slots for each deal, in the order of the list.
    private static func sample(_ count: Int) -> [KeptOpening] {
        var samples = SampleRecords(seed: UInt64(count))
        let deals = (0..<((count + 2) / 3)).map { _ in samples.digest() }.sorted()
        return (0..<count).map { number in
            // Some are as an older version has written them.
            let id = number % 4 == 3 ? nil : ExecutionID("e-\(number)")
            let opening = samples.bytes(100)
            return KeptOpening(
                deal: deals[number / 3],
                slot: number % 3,
                executionID: id,
                opening: opening,
                inputs: (0..<number % 3).map { CID.raw(.sha256(of: opening + [UInt8($0)])) }
            )
        }
    }
}
