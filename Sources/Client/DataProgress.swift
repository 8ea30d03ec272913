import Core

/// How far an import is.
public struct DataProgress: Sendable, Hashable {
    /// Bytes that were read.
    public let bytesDone: Int64
    /// Bytes in all, as far as is known.
    public let bytesTotal: Int64
    /// Files that were read.
    public let filesDone: Int
    /// Files in all, as far as is known.
    public let filesTotal: Int

    init(_ json: JSONValue) {
        bytesDone = json.number("BytesDone")
        bytesTotal = json.number("BytesTotal")
        filesDone = Int(json.number("FilesDone"))
        filesTotal = Int(json.number("FilesTotal"))
    }
}
