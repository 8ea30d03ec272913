import Core

/// Changes one setting in the text of a configuration file.
enum ConfigurationFile {
    /// The document with the setting at its place.
    ///
    /// Names are matched in any case; a value that is in the way is replaced.
    static func setting(_ key: ConfigurationKey, to value: ConfigurationValue, in document: JSONValue) -> JSONValue {
        set(key.name.split(separator: ".").map(String.init)[...], to: value.document, in: document)
    }

    private static func set(_ path: ArraySlice<String>, to value: JSONValue, in document: JSONValue) -> JSONValue {
        guard let name = path.first else { return value }
        var members: [JSONValue.Member] = []
        if case .object(let existing) = document { members = existing }
        if let index = members.lastIndex(where: { $0.name.equalsIgnoringCase(name) }) {
            members[index].value = set(path.dropFirst(), to: value, in: members[index].value)
        } else {
            members.append(JSONValue.Member(name, set(path.dropFirst(), to: value, in: .null)))
        }
        return .object(members)
    }

    /// Writes the setting to the file, which is made when it is missing.
    ///
    /// Comments of the file are not kept.
    static func write(_ key: ConfigurationKey, _ value: ConfigurationValue, to path: String) throws {
        var document = JSONValue.object([])
        if LocalFiles.exists(path) {
            let text = try LocalFiles.readText(path, bytesMax: 1 << 20)
            document = try YAMLReader.documents(text, name: path).first ?? document
        } else if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            try LocalFiles.makeDirectories(String(path[..<slash]))
        }
        let changed = setting(key, to: value, in: document)
        try LocalFiles.replace(path, with: Array(YAMLWriter.text(changed).utf8))
    }
}
