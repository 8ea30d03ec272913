/// A file or folder that a program sees as input: lazily, by reference, without a copy.
package enum MountNode: Sendable {
    /// A whole file or a byte range of a file on this host. The bytes are already verified or checked by the store.
    case file(path: String, offset: UInt64, size: UInt64)
    /// Bytes in memory (small files).
    case bytes([UInt8])
    /// Entries sorted by name (bytewise UTF-8). `hostPath` is set when the folder lies whole at that path on this host.
    case directory(entries: [MountEntry], hostPath: String?)
    case symlink(target: String)

    /// Bytes of file content in and below this node.
    package var contentBytes: UInt64 {
        switch self {
        case .file(_, _, let size): size
        case .bytes(let bytes): UInt64(bytes.count)
        case .directory(let entries, _): entries.reduce(0) { $0 + $1.node.contentBytes }
        case .symlink: 0
        }
    }
}

/// One name in a mounted folder.
package struct MountEntry: Sendable {
    package var name: String
    package var node: MountNode

    package init(name: String, node: MountNode) {
        self.name = name
        self.node = node
    }
}

/// An input at the place where the program sees it.
package struct Mount: Sendable {
    /// Absolute (`/inputs`) or relative (`main.wasm`), as in the spec.
    package var target: String
    package var node: MountNode
    /// False only for a permitted `localDirectory` with `ReadWrite`.
    package var isReadOnly: Bool

    package init(target: String, node: MountNode, isReadOnly: Bool = true) {
        self.target = target
        self.node = node
        self.isReadOnly = isReadOnly
    }
}

/// The limits that really hold for one run.
package struct ExecutionLimits: Sendable, Hashable {
    package var cpuMillis: Int = 500
    package var memoryBytes: Int64 = 512_000_000
    /// Nil means no limit on time.
    package var wallTime: Duration?
    /// Nil means that fuel is counted but not limited.
    package var fuel: UInt64?
    package var processesMax: Int = 256
    /// The most bytes of one result file, and of all of them together.
    package var outputBytesMax: Int64 = 1 << 30
    package var outputFilesMax: Int = 100_000
    /// The most bytes kept of stdout and, apart, of stderr; what is beyond is dropped and marked.
    package var streamBytesMax: Int = 16 << 20

    package init() {}
}

/// Which stream a piece of output belongs to; raw values are those of v1's log frames.
package enum OutputStream: Int, Sendable, Hashable {
    case stdout = 1
    case stderr = 2
}

/// All that an engine needs for one run.
package struct ExecutionRequest: Sendable {
    package var executionID: ExecutionID
    package var task: TaskSpec
    /// The task's own variables and the system's `BACALHAU_*`, merged.
    package var env: StringMap
    package var mounts: [Mount]
    package var limits: ExecutionLimits
    /// When set, clock, randomness, sleep and directory order come from this seed and nothing from the host.
    package var deterministicSeed: UInt64?
    package var permitsNetwork: Bool
    /// An empty folder of this run alone; the caller removes it afterwards.
    ///
    /// Created only if `makeScratch` is called.
    package var scratchPath: String
    /// Called with output as it appears, in order per stream; must not block.
    package var onOutput: (@Sendable (OutputStream, [UInt8]) -> Void)?
    /// Called when the run moves to another phase.
    package var onPhase: (@Sendable (ExecutionPhase, String) -> Void)?

    package init(
        executionID: ExecutionID,
        task: TaskSpec,
        env: StringMap = StringMap(),
        mounts: [Mount] = [],
        scratchPath: String
    ) {
        self.executionID = executionID
        self.task = task
        self.env = env
        self.mounts = mounts
        self.limits = ExecutionLimits()
        self.deterministicSeed = nil
        self.permitsNetwork = false
        self.scratchPath = scratchPath
        self.onOutput = nil
        self.onPhase = nil
    }
}

/// A file, folder or link that a program left behind.
package enum ResultNode: Sendable {
    case bytes([UInt8])
    /// A regular file below the run's scratch folder; the store may take it over by renaming.
    case file(path: String, size: UInt64)
    /// Sorted by name.
    case directory([ResultEntry])
    case symlink(target: String)
}

/// One name in a result folder.
package struct ResultEntry: Sendable {
    package var name: String
    package var node: ResultNode

    package init(name: String, node: ResultNode) {
        self.name = name
        self.node = node
    }
}

/// How a run ended.
package struct ExecutionOutcome: Sendable {
    /// Of the program itself; 128+n when signal n ended it.
    package var exitCode: Int
    /// Set when the run failed although it was started: a trap, a limit, a kill.
    ///
    /// The execution then counts as failed.
    package var failure: CoreError?
    /// True when the failure would be the same on any node.
    package var isPermanent: Bool
    /// True when any node gets the same result; false when a limit of time or of this machine cut the run off.
    package var isRepeatable: Bool
    package var stdout: ResultNode
    package var stdoutTruncated: Bool
    package var stderr: ResultNode
    package var stderrTruncated: Bool
    /// One folder per result path name, sorted by name.
    package var results: [ResultEntry]
    package var usage: Usage

    package init(exitCode: Int) {
        self.exitCode = exitCode
        self.failure = nil
        self.isPermanent = false
        self.isRepeatable = true
        self.stdout = .bytes([])
        self.stdoutTruncated = false
        self.stderr = .bytes([])
        self.stderrTruncated = false
        self.results = []
        self.usage = Usage()
    }
}

/// Runs tasks of one kind in a sandbox.
package protocol ExecutionEngine: Sendable {
    /// The engine type in the job spec, such as `wasm`.
    var kind: String { get }

    /// The threads on which a run may block; nil when it blocks none.
    ///
    /// An execution that is done there from its beginning changes no thread.
    var threads: (any TaskExecutor)? { get }

    /// Looks whether the engine works here; never throws: a missing library is a reason in the answer.
    func probe() async -> EngineStatus

    /// Checks the engine's parameters without running anything.
    ///
    /// Throws a `CoreError` with code `validation` that names the field, the value and the rule.
    func validate(_ task: TaskSpec) throws

    /// Makes ready what can be cached: compiles a module, installs requirements. Its time does not count as execution
    /// time.
    func prepare(_ request: ExecutionRequest) async throws

    /// Runs the task to its end. Cancelling the Swift task kills the program and throws `CancellationError`.
    ///
    /// Throws when the run could not be started; what happens to a started program is in the outcome.
    func run(_ request: ExecutionRequest) async throws -> ExecutionOutcome
}

extension ExecutionEngine {
    package var threads: (any TaskExecutor)? { nil }
}
