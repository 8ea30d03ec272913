import Core

/// The paths of a task as its program sees them, checked against each other.
struct SandboxPaths {
    /// A result folder: its name in the results and its place in the sandbox.
    struct Result: Hashable {
        var name: String
        var path: String
    }

    /// The result path of this name is the working folder.
    static let outputsName = "outputs"
    /// The working folder of a task without such a result path: private and gone with the run.
    static let privateWork = "/work"
    /// Where a Python script lies.
    static let scriptFolder = "/job"
    /// Where the packages of a script's requirements lie.
    static let packagesFolder = "/packages"
    static let resultPathsMax = 64
    /// Places that belong to the sandbox itself.
    private static let reserved = [
        "/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/proc", "/run", "/sbin", "/sys",
        "/usr", "/var", scriptFolder, packagesFolder,
    ]

    let results: [Result]
    let workFolder: String

    /// Checks the result paths; throws `validation`.
    init(_ task: TaskSpec) throws {
        if task.resultPaths.count > Self.resultPathsMax {
            throw Self.invalid(
                "ResultPaths",
                "\(task.resultPaths.count) items",
                "must have at most \(Self.resultPathsMax) items"
            )
        }
        var results: [Result] = []
        for (index, spec) in task.resultPaths.enumerated() {
            let field = "ResultPaths[\(index)]"
            if !Self.isPlainName(spec.name) {
                throw Self.invalid(field + ".Name", spec.name, "must be the plain name of a folder")
            }
            if results.contains(where: { $0.name == spec.name }) {
                throw Self.invalid(field + ".Name", spec.name, "must be used once")
            }
            if !spec.path.hasPrefix("/") {
                throw Self.invalid(field + ".Path", spec.path, "must be absolute")
            }
            let path = try Self.normalized(spec.path, field: field + ".Path")
            if let other = results.first(where: { Self.isInside(path, $0.path) || Self.isInside($0.path, path) }) {
                throw Self.invalid(
                    field + ".Path",
                    spec.path,
                    "must not lie in or around the result path \(other.path)"
                )
            }
            results.append(Result(name: spec.name, path: path))
        }
        self.results = results
        workFolder = results.first { $0.name == Self.outputsName }?.path ?? Self.privateWork
    }

    /// The places of the inputs, in their order; relative targets lie in the working folder.
    ///
    /// Throws `validation`.
    func places(of targets: [String]) throws -> [String] {
        var places: [String] = []
        for (index, target) in targets.enumerated() {
            let field = "InputSources[\(index)].Target"
            let path = try Self.normalized(target.hasPrefix("/") ? target : workFolder + "/" + target, field: field)
            for other in places where Self.isInside(path, other) || Self.isInside(other, path) {
                throw Self.invalid(field, target, "must not lie in or around the input at \(other)")
            }
            for result in results where Self.isInside(result.path, path) {
                throw Self.invalid(field, target, "must not be or contain the result path \(result.path)")
            }
            if path == Self.privateWork && workFolder == path {
                throw Self.invalid(field, target, "must not be the working folder itself")
            }
            places.append(path)
        }
        return places
    }

    /// True for a name of one entry of a folder: no slash, no NUL, not `.` or `..`.
    static func isPlainName(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && name.utf8.count <= 255
            && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    }

    /// True when `path` is `folder` or lies below it.
    static func isInside(_ path: String, _ folder: String) -> Bool {
        path == folder || path.hasPrefix(folder + "/")
    }

    /// The path without repeated and trailing slashes and `.`; refuses `..`, NUL and the sandbox's own places.
    static func normalized(_ path: String, field: String) throws -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }
        if parts.contains("..") { throw invalid(field, path, "must not contain ..") }
        if path.utf8.contains(0) || path.utf8.count > 2048 || parts.contains(where: { $0.utf8.count > 255 }) {
            throw invalid(field, path, "must be a path of at most 2048 bytes with names of at most 255 bytes")
        }
        let result = "/" + parts.joined(separator: "/")
        if parts.isEmpty || result == "/tmp" { throw invalid(field, path, "must not be the root or /tmp itself") }
        if let place = reserved.first(where: { isInside(result, $0) }) {
            throw invalid(field, path, "must not lie in \(place), which belongs to the sandbox")
        }
        return result
    }

    /// The error for a field of the task.
    static func invalid(_ field: String, _ value: String, _ rule: String) -> CoreError {
        let shown = value.count > 100 ? value.prefix(100) + "…" : value[...]
        return CoreError(
            .validation,
            shown.isEmpty ? "\(field) \(rule)" : "\(field) \"\(shown)\" \(rule)",
            component: HostCall.component
        )
    }
}
