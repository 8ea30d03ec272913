import ContentAddressing

extension ContentRoot: WireCodable {
    /// `{CID, Name, Kind, ContentBytes, Tsize, Files, AddedAt, HostPath?}`.
    package var wireValue: JSONValue {
        var members = [
            JSONValue.Member("CID", .string(cid.description)), JSONValue.Member("Name", .string(name)),
            JSONValue.Member("Kind", .string(kind.rawValue)),
            JSONValue.Member("ContentBytes", .int(Int64(clamping: contentBytes))),
            JSONValue.Member("Tsize", .int(Int64(clamping: tsize))), JSONValue.Member("Files", .int(Int64(files))),
            JSONValue.Member("AddedAt", .string(RFC3339.text(addedAt))),
        ]
        if let hostPath { members.append("HostPath", .string(hostPath)) }
        return .object(members)
    }

    /// Reads a root.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        self.init(
            cid: try reader.required("CID").cid(),
            name: try reader.text("Name"),
            kind: try reader.required("Kind").choice(Kind.self),
            contentBytes: try reader.amount("ContentBytes"),
            tsize: try reader.amount("Tsize"),
            files: try reader.integer("Files"),
            addedAt: try reader.time("AddedAt"),
            hostPath: try reader["HostPath"]?.text()
        )
    }
}

extension ContentEntry: WireCodable {
    /// `{Name, CID, Kind, ContentBytes, Tsize}`.
    package var wireValue: JSONValue {
        .object([
            JSONValue.Member("Name", .string(name)), JSONValue.Member("CID", .string(cid.description)),
            JSONValue.Member("Kind", .string(kind.rawValue)),
            JSONValue.Member("ContentBytes", .int(Int64(clamping: contentBytes))),
            JSONValue.Member("Tsize", .int(Int64(clamping: tsize))),
        ])
    }

    /// Reads an entry.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        self.init(
            name: try reader.required("Name").text(),
            cid: try reader.required("CID").cid(),
            kind: try reader.required("Kind").choice(ContentRoot.Kind.self),
            contentBytes: try reader.amount("ContentBytes"),
            tsize: try reader.amount("Tsize")
        )
    }
}
