import Core
import Glibc
import Synchronization
import Testing

@testable import Engines

/// Runs tasks in real sandboxes, each with a scratch folder that is removed with this object.
final class SandboxHarness {
    /// Why sandboxes do not work here; nil when they do.
    static let unavailability: String? = {
        do {
            let folder = temporaryFolder()
            defer { FolderRemoval.remove(folder) }
            let environment = SandboxConfiguration.hostEnvironment()
            let system = try HostSystem(stateFolder: folder + "/system", environment: environment, bubblewrap: nil)
            try SandboxTrial.run(system)
            return nil
        } catch {
            return "\(error)"
        }
    }()

    /// True when tests of real sandboxes must run: where they work, and always in CI.
    static var isUsable: Bool { unavailability == nil || getenv("CI").map { String(cString: $0) } == "true" }

    let folder: String
    let engine: SandboxEngine
    private var number = 0

    init(groups: ControlGroups = ControlGroups(), cacheFolder: String? = nil) {
        folder = Self.temporaryFolder()
        engine = SandboxEngine(SandboxConfiguration(cacheFolder: cacheFolder ?? folder + "/cache"), groups: groups)
    }

    deinit { FolderRemoval.remove(folder) }

    static func temporaryFolder() -> String {
        var pattern = Array("/tmp/sandbox-tests-XXXXXX".utf8CString)
        _ = mkdtemp(&pattern)
        return String(decoding: pattern.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// A task whose only result path is `outputs` at `/outputs`.
    static func task(_ params: JSONValue, outputs: Bool = true) -> TaskSpec {
        var task = TaskSpec()
        task.engine = TypedSpec(type: "sandbox", params: params)
        if outputs { task.resultPaths = [ResultPathSpec(name: "outputs", path: "/outputs")] }
        return task
    }

    static func shell(_ line: String) -> JSONValue { .object([JSONValue.Member("Command", .string(line))]) }

    func request(_ params: JSONValue, mounts: [Mount] = [], outputs: Bool = true) -> ExecutionRequest {
        number += 1
        var request = ExecutionRequest(
            executionID: ExecutionID("e-\(number)"),
            task: Self.task(params, outputs: outputs),
            mounts: mounts,
            scratchPath: "\(folder)/scratch-\(number)"
        )
        request.limits.wallTime = .seconds(60)
        request.limits.cpuMillis = 2000
        return request
    }

    func run(
        _ line: String,
        mounts: [Mount] = [],
        _ change: (inout ExecutionRequest) -> Void = { _ in }
    ) async throws
        -> ExecutionOutcome
    {
        // Without this the folder could be removed as soon as the engine has the request.
        defer { withExtendedLifetime(self) {} }
        var request = request(Self.shell(line), mounts: mounts)
        change(&request)
        return try await engine.run(request)
    }

    /// Runs a request; the folder stays until it has ended.
    func run(_ request: ExecutionRequest) async throws -> ExecutionOutcome {
        defer { withExtendedLifetime(self) {} }
        return try await engine.run(request)
    }

    /// Makes a file on the host and returns its path.
    func file(_ name: String, _ text: String) throws -> String {
        try HostCall.makeDirectories(folder + "/data")
        let path = folder + "/data/" + name
        try HostCall.writeNew(path, text.utf8)
        return path
    }
}

extension ResultNode {
    /// The bytes of a file node as text; empty for anything else.
    var text: String {
        switch self {
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .file(let path, _):
            HostCall.read(path, bytesMax: 64 << 20).map { String(decoding: $0, as: UTF8.self) } ?? ""
        default: ""
        }
    }

    /// Every path of the tree with its kind, in order: `a/`, `a/b=text`, `l->target`.
    func listing(_ prefix: String = "") -> [String] {
        guard case .directory(let entries) = self else { return [] }
        return entries.flatMap { entry -> [String] in
            let path = prefix + entry.name
            return switch entry.node {
            case .directory: [path + "/"] + entry.node.listing(path + "/")
            case .symlink(let target): [path + "->" + target]
            case .bytes, .file: [path + "=" + entry.node.text]
            }
        }
    }
}

extension ExecutionOutcome {
    var out: String { stdout.text }
    var err: String { stderr.text }

    /// The listing of the result folder of this name.
    func listing(_ name: String = "outputs") -> [String] {
        results.first { $0.name == name }?.node.listing() ?? []
    }
}
