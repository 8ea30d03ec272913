import ContentAddressing
import Core
import Storage
import Synchronization
import Testing

/// A store over a folder of its own and the twin of an index.
struct StoreFixture {
    /// Each look at it is a moment later.
    private static let clock = Mutex(Timestamp.zero)

    let folder: TempFolder
    let index: TwinIndex
    let store: ContentStore

    init(index: TwinIndex = TwinIndex(), fetchedBytesMax: UInt64 = .max) async throws {
        folder = try TempFolder()
        self.index = index
        store = try await ContentStore.open(
            folder: folder.path + "/store",
            index: index,
            workers: 2,
            fetchedBytesMax: fetchedBytesMax,
            now: {
                Self.clock.withLock { now in
                    now = now + .nanoseconds(1)
                    return now
                }
            }
        )
    }
}

/// The error that `body` throws, as the domain's; a test that expects one uses its code and text.
func coreError(_ body: () async throws -> Void) async -> CoreError? {
    do {
        try await body()
        Issue.record("an error was expected")
        return nil
    } catch let error as CoreError {
        return error
    } catch {
        Issue.record("a CoreError was expected, not \(error)")
        return nil
    }
}

func collect(_ pieces: some AsyncSequence<[UInt8], any Error>) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await piece in pieces { bytes += piece }
    return bytes
}

/// Bytes cut into pieces of a size.
func pieces(_ bytes: [UInt8], of size: Int = 65_536) -> AsyncThrowingStream<[UInt8], any Error> {
    AsyncThrowingStream { continuation in
        for start in stride(from: 0, to: bytes.count, by: size) {
            continuation.yield(Array(bytes[start..<min(bytes.count, start + size)]))
        }
        continuation.finish()
    }
}
