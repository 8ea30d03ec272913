import CSpawn
import Glibc

/// A file descriptor with one owner: closed when the owner lets go of it, or earlier by `close()`.
struct OwnedDescriptor: ~Copyable {
    private(set) var number: Int32

    init(_ number: Int32) { self.number = number }

    var isOpen: Bool { number >= 0 }

    mutating func close() {
        if number >= 0 { _ = Glibc.close(number) }
        number = -1
    }

    deinit {
        if number >= 0 { _ = Glibc.close(number) }
    }

    /// A pipe whose two ends are close-on-exec.
    static func pipe(_ purpose: String) throws -> Pipe {
        var ends: [Int32] = [-1, -1]
        guard cspawn_pipe(&ends) == 0 else { throw HostCall.failure("make a pipe for \(purpose)") }
        return Pipe(reading: OwnedDescriptor(ends[0]), writing: OwnedDescriptor(ends[1]))
    }

    /// The two ends of a pipe.
    struct Pipe: ~Copyable {
        var reading: OwnedDescriptor
        var writing: OwnedDescriptor
    }
}
