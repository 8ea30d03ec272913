import CWasmtime
import Core
import Glibc

/// All that the host functions know of one run; found through the store's data, used on the run's thread only.
///
/// What a trivial program does not use (arguments, files, scratch space) is not made.
final class WasiContext {
    /// Why a run stops although the program neither returned nor trapped by itself.
    enum Ending {
        case exit(Int32)
        case deadline
        case cancelled
        /// The inputs cannot be laid out as the task wants them.
        case failed(CoreError)
    }

    let functions: UnsafePointer<cwt_functions>
    // What a run needs of its request: a copy of the whole would count references of forty things.
    let limits: ExecutionLimits
    let mounts: [Mount]
    let environment: StringMap
    let onOutput: (@Sendable (OutputStream, [UInt8]) -> Void)?
    private let resultPaths: [ResultPathSpec]
    private let scratchPath: String
    /// The program's arguments after `argv[0]`, which is always empty.
    let arguments: [String]
    private let cancel: CancelFlag
    /// On the host's monotonic clock; nil means no limit.
    private let deadline: UInt64?
    /// False when several instances, each with a memory of its own, share this context.
    private let hasOneMemory: Bool

    var ending: Ending?
    var meter: ProcessorMeter
    var stdout: StreamSink
    var stderr: StreamSink
    var clock: GuestClock
    /// Nil means the host's randomness.
    var random: SplitMix64?
    private(set) var memory: wasmtime_memory_t?
    private var madeFileSystem: GuestFileSystem?
    private var madeFiles: FileTable?
    private var madeSpace: ScratchSpace?

    init(
        functions: UnsafePointer<cwt_functions>,
        request: ExecutionRequest,
        arguments: [String],
        cancel: CancelFlag,
        startedAt: UInt64,
        deadline: UInt64?,
        hasOneMemory: Bool
    ) {
        self.functions = functions
        self.limits = request.limits
        self.mounts = request.mounts
        self.environment = request.env
        self.onOutput = request.onOutput
        self.resultPaths = request.task.resultPaths
        self.scratchPath = request.scratchPath
        self.arguments = arguments
        self.cancel = cancel
        self.meter = ProcessorMeter(startedAt: startedAt)
        self.deadline = deadline
        self.hasOneMemory = hasOneMemory
        self.stdout = StreamSink(.stdout, bytesMax: request.limits.streamBytesMax)
        self.stderr = StreamSink(.stderr, bytesMax: request.limits.streamBytesMax)
        self.clock = GuestClock(isVirtual: request.deterministicSeed != nil)
        self.random = request.deterministicSeed.map(SplitMix64.init(seed:))
    }

    /// The calling instance's memory; throws `fault` when it exports none.
    func guestMemory(of caller: OpaquePointer?, in context: OpaquePointer?) throws(WasiErrno) -> GuestMemory {
        var found = memory
        if found == nil {
            var item = wasmtime_extern_t()
            guard functions.pointee.wasmtime_caller_export_get(caller, "memory", 6, &item),
                item.kind == UInt8(CWT_EXTERN_MEMORY)
            else { throw .fault }
            found = item.of.memory
            if hasOneMemory { memory = found }
        }
        guard var handle = found, let base = functions.pointee.wasmtime_memory_data(context, &handle) else {
            throw .fault
        }
        return GuestMemory(base: base, count: functions.pointee.wasmtime_memory_data_size(context, &handle))
    }

    /// Looks whether the run has to stop and notes why; called at every tick and by host calls that take long.
    func checkLimits() -> Bool {
        if cancel.isSet {
            ending = .cancelled
        } else if let deadline, HostClock.monotonic >= deadline {
            ending = .deadline
        }
        return ending != nil
    }

    /// How long a wait may last before `checkLimits` should be asked again, in nanoseconds.
    func waitSlice(_ wanted: UInt64) -> UInt64 {
        let slice = min(wanted, 10_000_000)
        guard let deadline else { return slice }
        let now = HostClock.monotonic
        return min(slice, deadline > now ? deadline - now : 0)
    }

    // MARK: - Made on first use

    var space: ScratchSpace {
        if let madeSpace { return madeSpace }
        let space = ScratchSpace(path: scratchPath)
        madeSpace = space
        return space
    }

    /// The guest's files; when the task's mounts contradict each other the run ends with that error.
    var fileSystem: GuestFileSystem {
        get throws(WasiErrno) {
            if let madeFileSystem { return madeFileSystem }
            do throws(CoreError) {
                let made = try GuestFileSystem(
                    mounts: mounts,
                    resultPaths: resultPaths,
                    quota: OutputQuota(
                        bytesMax: limits.outputBytesMax,
                        filesMax: limits.outputFilesMax
                    ),
                    space: space
                )
                madeFileSystem = made
                return made
            } catch {
                ending = .failed(error)
                throw .io
            }
        }
    }

    var files: FileTable {
        get throws(WasiErrno) {
            if let madeFiles { return madeFiles }
            let made = FileTable(root: try fileSystem.root)
            madeFiles = made
            return made
        }
    }

    /// True until the program does something with files beyond printing: the streams are where they began.
    var hasOnlyStandardFiles: Bool { madeFiles == nil }

    // MARK: - After the run

    /// The result folders, also those that the program never looked at; closes all files.
    func takeResults() -> [ResultEntry] {
        madeFiles?.closeAll()
        if let madeFileSystem { return madeFileSystem.takeResults() }
        guard !resultPaths.isEmpty else { return [] }
        return
            resultPaths.map { ResultEntry(name: $0.name, node: .directory([])) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    var hasExceededOutput: Bool { madeFileSystem?.quota.isExceeded ?? false }

    var outputBytes: UInt64 {
        UInt64(stdout.keptBytes) + UInt64(stderr.keptBytes) + UInt64(madeFileSystem?.quota.bytesUsed ?? 0)
    }
}
