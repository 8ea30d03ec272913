import Core
import Glibc
import Synchronization

/// Remembers the programs of the last tasks, so that a run of one of them reads no parameters and looks for no module.
///
/// Only programs of one module whose bytes are the task's first input are kept: then nothing but these two things
/// decides what runs. They stay loaded as long as they are remembered.
final class ProgramCache: Sendable {
    private struct Entry {
        var engine: TypedSpec
        var target: String
        var bytes: [UInt8]
        var program: Program
    }

    private struct State {
        var entries: [Entry] = []
        var oldest = 0
    }

    private static let entriesMax = 16
    private static let bytesMax = 4 << 20
    /// Up to this size bytes in other memory are compared, which is faster than to look for the module.
    private static let comparedBytesMax = 4 << 10

    private let state = Mutex(State())

    /// The program of this request when it is remembered.
    func find(_ request: ExecutionRequest) -> Program? {
        guard case .bytes(let bytes)? = request.mounts.first?.node else { return nil }
        let target = request.mounts[0].target
        return state.withLock { state in
            for entry in state.entries
            where Self.isSame(entry.bytes, bytes) && entry.target == target && entry.engine == request.task.engine {
                return entry.program
            }
            return nil
        }
    }

    func keep(_ program: Program, for request: ExecutionRequest) {
        guard program.linked.isEmpty, let mount = request.mounts.first, case .bytes(let bytes) = mount.node,
            bytes.count <= Self.bytesMax, mount.target == program.parameters.entryModule
        else { return }
        let entry = Entry(engine: request.task.engine, target: mount.target, bytes: bytes, program: program)
        state.withLock { state in
            if state.entries.count < Self.entriesMax {
                state.entries.append(entry)
            } else {
                state.entries[state.oldest] = entry
                state.oldest = (state.oldest + 1) % Self.entriesMax
            }
        }
    }

    private static func isSame(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in
                guard let first = left.baseAddress, let second = right.baseAddress else { return true }
                if first == second { return true }
                return left.count <= comparedBytesMax && memcmp(first, second, left.count) == 0
            }
        }
    }
}
