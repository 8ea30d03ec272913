import Core
import Foundation
import Storage
import Testing

/// Needs a file system of its own, which only the superuser can mount; elsewhere skipped with this reason.
@Suite struct FullDiskTests {
    private static func mountSmall(_ path: String) -> Bool {
        mount("tmpfs", path, "tmpfs", 0, "size=2m") == 0
    }

    static func canMount() -> Bool {
        guard let folder = try? TempFolder(), mountSmall(folder.path) else { return false }
        return umount(folder.path) == 0
    }

    @Test(.enabled("only root can mount a small file system") { canMount() })
    func `A full disk is an error that says so, and the store goes on`() async throws {
        let folder = try TempFolder()
        try #require(Self.mountSmall(folder.path))
        defer { #expect(umount2(folder.path, CInt(MNT_DETACH)) == 0) }
        let data = try TempFolder()
        let big = try data.write([UInt8](repeating: 1, count: 4 << 20), to: "big")
        let small = try data.write([UInt8](repeating: 2, count: 100_000), to: "small")
        let index = TwinIndex()
        let store = try await ContentStore.open(folder: folder.path + "/store", index: index, now: { .zero })
        var options = AddOptions()
        options.isCopy = true
        let error = await coreError { _ = try await store.add(path: big, options) }
        #expect(error?.code == .exhausted)
        #expect(try await store.roots().isEmpty)
        let root = try await store.add(path: small, options).root
        #expect(try await store.verify(root.cid).problems.isEmpty)
        let put = await coreError {
            _ = try await store.put(
                stdout: .bytes([UInt8](repeating: 3, count: 4 << 20)),
                stderr: .bytes([]),
                exitCode: 0,
                results: []
            )
        }
        #expect(put?.code == .exhausted)
    }
}
