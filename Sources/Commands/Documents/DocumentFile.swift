import Core

/// Reads JSON and YAML files of any number of documents.
enum DocumentFile {
    /// The documents of a file, or of the standard input for `-`.
    ///
    /// Throws with line and column where it is not valid.
    static func read(_ path: String, context: CommandContext) throws -> [JSONValue] {
        let bytesMax = YAMLReader.Limits().bytesMax
        let isInput = path == "-"
        let bytes =
            isInput
            ? try context.console.readInput(bytesMax: bytesMax)
            : try LocalFiles.read(context.absolutePath(path), bytesMax: bytesMax)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandError(.failed, "\(path) is not UTF-8 text")
        }
        return try documents(text, name: isInput ? "the standard input" : path)
    }

    /// The documents of a text.
    ///
    /// What begins with `{` or `[` is tried as JSON first, which is exact about numbers.
    static func documents(_ text: String, name: String) throws(CommandError) -> [JSONValue] {
        let start = text.utf8.first { !($0 == 0x20 || (0x09...0x0D).contains($0)) }
        if start == UInt8(ascii: "{") || start == UInt8(ascii: "["), let value = try? JSONValue(parsing: text) {
            return [value]
        }
        let documents = try YAMLReader.documents(text, name: name)
        guard !documents.isEmpty else { throw CommandError(.failed, "\(name) has no document in it") }
        return documents
    }
}
