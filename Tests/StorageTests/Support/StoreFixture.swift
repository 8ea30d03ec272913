import ContentAddressing
import Core
import Storage
import Testing

/// A store over a folder of its own and the twin of an index.
struct StoreFixture {
    let folder: TempFolder
    let index: TwinIndex
    let store: ContentStore

    init(index: TwinIndex = TwinIndex()) async throws {
        folder = try TempFolder()
        self.index = index
        store = try await ContentStore.open(
            folder: folder.path + "/store",
            index: index,
            workers: 2,
            now: { Timestamp(nanoseconds: 1) }
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
