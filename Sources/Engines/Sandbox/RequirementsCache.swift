import ContentAddressing
import Core
import Glibc

/// Python packages by what was asked for: installed once, then shown read-only to every run that asks for the same.
struct RequirementsCache: Sendable {
    let configuration: SandboxConfiguration
    let groups: ControlGroups

    private static let streamBytesMax = 1 << 20
    private static let errorLinesMax = 12
    private static let filesMax = 1_000_000
    private static let processesMax = 256

    /// The requirements without comments, blank lines and surrounding blanks.
    static func normalized(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            var line = Substring(line)
            if let comment = line.firstRange(of: " #") { line = line[..<comment.lowerBound] }
            let trimmed = line.drop(while: \.isWhitespace)
            let end = trimmed.lastIndex { !$0.isWhitespace }
            guard let end, trimmed.first != "#" else { return nil }
            return String(trimmed[...end])
        }
    }

    /// The folder for these requirements and this Python; nil when nothing is required.
    func folder(_ requirements: String, _ python: PythonRuntime) -> String? {
        let lines = Self.normalized(requirements)
        if lines.isEmpty { return nil }
        let key = SHA256Hasher.hash(Array(([python.identity] + lines).joined(separator: "\n").utf8))
        let hex = key.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }
        return configuration.cacheFolder + "/python/" + hex.joined()
    }

    /// Installs what is not there yet and returns the folder; blocks the calling thread.
    ///
    /// Throws with pip's last lines when it fails; nothing is left then. Two at once are fine: the first one stays.
    func install(
        _ requirements: String,
        _ python: PythonRuntime,
        _ system: HostSystem,
        permitsNetwork: Bool,
        _ killSwitch: KillSwitch
    ) throws -> String? {
        guard let folder = folder(requirements, python) else { return nil }
        if HostCall.isDirectory(folder) { return folder }
        var pattern = Array((configuration.cacheFolder + "/python/installing-XXXXXX").utf8CString)
        try HostCall.makeDirectories(configuration.cacheFolder + "/python")
        guard mkdtemp(&pattern) != nil else { throw HostCall.failure("make a folder in \(configuration.cacheFolder)") }
        let stage = String(decoding: pattern.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { FolderRemoval.remove(stage) }
        for name in ["site", "tmp"] { try HostCall.makeDirectories(stage + "/" + name) }
        let lines = Self.normalized(requirements)
        try HostCall.writeNew(stage + "/requirements.txt", (lines.joined(separator: "\n") + "\n").utf8)
        try runPip(stage, python, system, buildsPackages: configuration.buildsPackages || permitsNetwork, killSwitch)
        if rename(stage + "/site", folder) != 0 && !HostCall.isDirectory(folder) {
            throw HostCall.failure("keep the installed packages as \(folder)")
        }
        return folder
    }

    private func runPip(
        _ stage: String,
        _ python: PythonRuntime,
        _ system: HostSystem,
        buildsPackages: Bool,
        _ killSwitch: KillSwitch
    ) throws {
        let settings = PipSettings(configuration.environment)
        var options = BubblewrapOptions(
            system: system,
            permitsNetwork: true,
            memoryBytes: configuration.preparationMemoryBytes,
            environment: settings.variables,
            workFolder: "/tmp"
        )
        options.writable = [(stage + "/site", SandboxPaths.packagesFolder), (stage + "/tmp", "/tmp")]
        options.hasPrivateTemporary = false
        options.etcFiles = settings.etcFiles
        let list = SandboxPaths.scriptFolder + "/requirements.txt"
        options.extras = python.options + ["--ro-bind", stage + "/requirements.txt", list] + settings.options
        var command = [
            python.executable, "-m", "pip", "install", "--target", SandboxPaths.packagesFolder, "-r", list,
            "--no-input",
            "--disable-pip-version-check", "--no-cache-dir", "--no-warn-script-location", "--progress-bar", "off",
        ]
        // A package without a wheel runs its own code while it is built, with the network: see the configuration.
        if !buildsPackages { command += ["--only-binary", ":all:"] }
        let bytesMax = UInt64(max(0, configuration.preparationDiskBytes))
        let limits = OutputLimits(bytesMax: bytesMax, filesMax: Self.filesMax)
        let meter = OutputMeter(folders: [stage], limits: limits)
        let session = SandboxSession(
            system: system,
            groups: groups,
            options: options,
            command: command,
            memoryBytes: configuration.preparationMemoryBytes,
            processesMax: Self.processesMax,
            openFilesMax: configuration.openFilesMax,
            fileBytesMax: bytesMax,
            wallTime: configuration.preparationTime,
            watch: Supervisor.Watch(check: meter.check(firstProcess:))
        )
        let stdout = StreamCapture(.stdout, bytesMax: Self.streamBytesMax, spillPath: stage + "/stdout")
        let stderr = StreamCapture(.stderr, bytesMax: StreamCapture.memoryBytesMax, spillPath: stage + "/stderr")
        let (ended, supervisor) = try session.run(killSwitch, stdout: stdout, stderr: stderr)
        if ended.failure == nil && ended.exitCode == 0 { return }
        let lines = supervisor.stderr.tail(StreamCapture.memoryBytesMax).split(separator: "\n")
        throw CoreError(
            .unavailable,
            "the requirements could not be installed"
                + (ended.failure.map { ": " + $0.message } ?? " (pip ended with \(ended.exitCode))"),
            hint: buildsPackages ? nil : "packages must have a wheel for this Python: \(python.identity)",
            component: HostCall.component,
            cause: lines.suffix(Self.errorLinesMax).joined(separator: "\n")
        )
    }
}
