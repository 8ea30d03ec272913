extension VerifyReport: WireCodable {
    /// `{Blocks, Bytes, Problems}`.
    package var wireValue: JSONValue {
        .object([
            JSONValue.Member("Blocks", .int(Int64(blocks))), JSONValue.Member("Bytes", .int(Int64(clamping: bytes))),
            JSONValue.Member("Problems", .array(problems.map { .string($0) })),
        ])
    }

    /// Reads a report.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        self.init(
            blocks: try reader.integer("Blocks"),
            bytes: try reader.amount("Bytes"),
            problems: try reader["Problems"]?.texts() ?? []
        )
    }
}

extension AddProgress: WireCodable {
    /// `{BytesDone, BytesTotal, FilesDone, FilesTotal}`.
    package var wireValue: JSONValue {
        .object([
            JSONValue.Member("BytesDone", .int(Int64(clamping: bytesDone))),
            JSONValue.Member("BytesTotal", .int(Int64(clamping: bytesTotal))),
            JSONValue.Member("FilesDone", .int(Int64(filesDone))),
            JSONValue.Member("FilesTotal", .int(Int64(filesTotal))),
        ])
    }

    /// Reads a progress.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        self.init(
            bytesDone: try reader.amount("BytesDone"),
            bytesTotal: try reader.amount("BytesTotal"),
            filesDone: try reader.integer("FilesDone"),
            filesTotal: try reader.integer("FilesTotal")
        )
    }
}
