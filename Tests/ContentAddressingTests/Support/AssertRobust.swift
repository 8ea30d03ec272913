import Testing

@testable import ContentAddressing

/// Feeds a decoder `input` whole, cut at every place, and thousands of mutations of it.
///
/// The decoder must accept the whole input and must end with a result or a ``ContentError`` on everything else:
/// a trap ends the test process, any other error is a failure. Inputs over a few KiB are cut at spread-out places.
func assertRobust(
    _ name: String,
    input: [UInt8],
    mutations: Int = 3000,
    seed: UInt64 = 1,
    sourceLocation: SourceLocation = #_sourceLocation,
    decode: ([UInt8]) throws -> Void
) {
    #expect(throws: Never.self, "\(name): whole input", sourceLocation: sourceLocation) { try decode(input) }
    let cutStep = max(1, input.count / 4096)
    for cut in stride(from: 0, to: input.count, by: cutStep) {
        expectOrderlyEnd("\(name): cut at \(cut)", sourceLocation) { try decode(Array(input[..<cut])) }
    }
    var mutator = ByteMutator(seed: seed)
    for round in 0..<mutations {
        let mutated = mutator.mutate(input)
        expectOrderlyEnd("\(name): seed \(seed), mutation \(round)", sourceLocation) { try decode(mutated) }
    }
}

private func expectOrderlyEnd(_ what: String, _ location: SourceLocation, _ body: () throws -> Void) {
    do {
        try body()
    } catch is ContentError {
    } catch is BlockBox.MissingBlock {
    } catch {
        Issue.record("\(what): \(error)", sourceLocation: location)
    }
}

/// Damages bytes the way broken and hostile peers do.
struct ByteMutator {
    private var random: SplitMix64

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    mutating func mutate(_ input: [UInt8]) -> [UInt8] {
        var bytes = input
        for _ in 0..<random.int(in: 1...4) {
            mutateOnce(&bytes)
        }
        return bytes
    }

    private mutating func mutateOnce(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else {
            bytes = random.bytes(random.int(in: 1...16))
            return
        }
        let place = random.int(in: 0...bytes.count - 1)
        let run = random.int(in: 1...12)
        switch random.int(in: 0...6) {
        case 0: bytes[place] ^= 1 << UInt8(random.int(in: 0...7))
        case 1: bytes[place] = UInt8(random.int(in: 0...255))
        case 2: bytes[place] = [0x00, 0x7f, 0x80, 0xff, 0x12, 0x1b, 0x5b, 0x9f][random.int(in: 0...7)]
        case 3: bytes.insert(contentsOf: random.bytes(run), at: place)
        case 4: bytes.removeSubrange(place..<min(bytes.count, place + run))
        case 5: bytes.replaceSubrange(place..<min(bytes.count, place + run), with: [UInt8](repeating: 0xff, count: run))
        default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + run)], at: random.int(in: 0...place))
        }
    }
}
