import Core
import Glibc

/// Where the bytes of a module are.
enum ModuleSource: Sendable {
    case bytes([UInt8])
    case file(path: String, offset: UInt64, size: UInt64)

    var size: UInt64 {
        switch self {
        case .bytes(let bytes): UInt64(bytes.count)
        case .file(_, _, let size): size
        }
    }

    /// The module's bytes.
    ///
    /// Throws `io` when the file cannot be read as it was promised.
    func read(_ name: String) throws(CoreError) -> [UInt8] {
        guard case .file(let path, let offset, let size) = self else {
            if case .bytes(let bytes) = self { return bytes }
            return []
        }
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else {
            throw CoreError(
                .io,
                "cannot open the module '\(name)' at \(path)",
                component: "wasm",
                cause: String(cString: strerror(errno))
            )
        }
        defer { close(file) }
        do throws(WasiErrno) {
            return try HostTransfer.read(file, at: Int(offset), count: Int(size))
        } catch {
            throw CoreError(
                .io,
                "the module '\(name)' at \(path) is shorter than the \(size) bytes that it had",
                component: "wasm"
            )
        }
    }
}

/// Finds modules among the inputs of a task.
struct ModuleLocator {
    let mounts: [Mount]

    /// The module at a target: an input that is a file, a file in an input folder, or a folder with one `.wasm` file.
    ///
    /// Nil when there is none.
    func find(_ target: String) -> ModuleSource? {
        let wanted = FileName.components(of: target.utf8)
        for mount in mounts {
            let place = FileName.components(of: mount.target.utf8)
            guard wanted.starts(with: place) else { continue }
            if let source = Self.descend(mount.node, wanted.dropFirst(place.count)) { return source }
        }
        return nil
    }

    /// The module that an import names: by the target of an input, or by the file name of one in `candidates`.
    func find(import name: String, candidates: [String]) -> ModuleSource? {
        if !name.isEmpty, let exact = find(name) { return exact }
        let match = candidates.first { target in
            guard let file = FileName.components(of: target.utf8).last else { return false }
            return file.text == name || file.text == name + ".wasm"
        }
        return match.flatMap { find($0) }
    }

    private static func descend(_ node: MountNode, _ path: ArraySlice<FileName>) -> ModuleSource? {
        switch node {
        case .file(let file, let offset, let size): path.isEmpty ? .file(path: file, offset: offset, size: size) : nil
        case .bytes(let bytes): path.isEmpty ? .bytes(bytes) : nil
        case .symlink: nil
        case .directory(let entries, _): descend(entries, path)
        }
    }

    private static func descend(_ entries: [MountEntry], _ path: ArraySlice<FileName>) -> ModuleSource? {
        if let name = path.first {
            let entry = entries.first { $0.name.utf8.elementsEqual(name.bytes) }
            return entry.flatMap { descend($0.node, path.dropFirst()) }
        }
        let modules = entries.filter { $0.name.hasSuffix(".wasm") && $0.node.fileType == WasiFileType.regularFile }
        guard modules.count == 1, let only = modules.first else { return nil }
        return descend(only.node, path)
    }
}
