/// Numbers of the WASI preview 1 interface, by the part of it that they belong to.
enum WasiFileType {
    static let characterDevice: UInt8 = 2
    static let directory: UInt8 = 3
    static let regularFile: UInt8 = 4
    static let symbolicLink: UInt8 = 7
}

/// Bits of `rights`: what a descriptor may be used for.
enum WasiRights {
    static let read: UInt64 = 1 << 1
    static let seek: UInt64 = 1 << 2
    static let tell: UInt64 = 1 << 5
    static let write: UInt64 = 1 << 6
    static let allocate: UInt64 = 1 << 8
    static let readDirectory: UInt64 = 1 << 14
    static let setFileSize: UInt64 = 1 << 22
    static let all: UInt64 = (1 << 30) - 1
    /// Asking for any of these asks for a file that can be changed.
    static let changing = write | allocate | setFileSize
}

/// Bits of `fdflags`.
enum WasiFdFlags {
    static let append: UInt16 = 1
    static let all: UInt16 = 0x1F
}

/// Bits of `oflags`.
enum WasiOpenFlags {
    static let create: UInt32 = 1
    static let directory: UInt32 = 2
    static let exclusive: UInt32 = 4
    static let truncate: UInt32 = 8
    static let all: UInt32 = 15
}

/// The names of limits on what one guest may hold or ask for in one call.
enum WasiLimits {
    static let openFilesMax = 512
    static let vectorsMax: UInt32 = 1024
    /// The most bytes that one read or write moves; a call for more is answered in part, as POSIX allows.
    static let transferBytesMax = 16 << 20
    static let subscriptionsMax: UInt32 = 1024
    static let pathBytesMax = 4096
    static let nameBytesMax = 255
    static let linkHopsMax = 32
    static let directoryDepthMax = 128
    /// Randomness is made in pieces of this size, so that a deadline is seen in between.
    static let randomPieceBytes = 1 << 20
}
