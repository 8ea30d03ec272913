import Core

/// What a guest descriptor refers to, with its position and flags.
final class OpenFile {
    enum Target {
        case input
        case output(OutputStream)
        case directory(Directory)
        case read(InputHandle)
        case written(OutputFile)
    }

    let target: Target
    /// The name that the guest knows a preopened folder by; nil for all others.
    let preopenName: String?
    let canRead: Bool
    let canWrite: Bool
    var flags: UInt16
    var position: UInt64 = 0
    /// The names of a folder as they were when its listing was last begun, so that cookies stay good while it changes.
    var listing: [DirectoryListingEntry] = []

    init(_ target: Target, preopenName: String? = nil, canRead: Bool = true, canWrite: Bool = false, flags: UInt16 = 0)
    {
        self.target = target
        self.preopenName = preopenName
        self.canRead = canRead
        self.canWrite = canWrite
        self.flags = flags
        if case .written(let file) = target { file.retainOpen() }
    }

    /// To be called once, when the last descriptor is closed.
    func close() {
        if case .written(let file) = target { file.releaseOpen() }
    }

    var fileType: UInt8 {
        switch target {
        case .input, .output: WasiFileType.characterDevice
        case .directory: WasiFileType.directory
        case .read, .written: WasiFileType.regularFile
        }
    }

    var isAppending: Bool { flags & WasiFdFlags.append != 0 }

    /// The folder; throws `notDirectory` for anything else.
    var directory: Directory {
        get throws(WasiErrno) {
            guard case .directory(let folder) = target else { throw .notDirectory }
            return folder
        }
    }
}
