import Core

/// Cuts a stream of bytes into lines.
struct LineSplitter {
    private let bytesMax: Int
    private var rest: [UInt8] = []

    init(bytesMax: Int) {
        self.bytesMax = bytesMax
    }

    /// The lines that end within these bytes, without empty ones.
    ///
    /// Throws `tooLarge` for a longer line.
    mutating func append(_ bytes: some Sequence<UInt8>) throws(CoreError) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if !rest.isEmpty { lines.append(rest) }
                rest = []
            } else {
                guard rest.count < bytesMax else {
                    throw CoreError(
                        .tooLarge,
                        "the server sent a line of more than \(bytesMax) bytes",
                        component: "Client"
                    )
                }
                rest.append(byte)
            }
        }
        return lines
    }
}
