/// A name and what it names, for building a directory.
package struct DirectoryEntry: Hashable, Sendable {
    /// The longest name accepted, in bytes.
    package static let nameBytesMax = 1024

    /// The name's bytes; they need not be UTF-8.
    package let nameBytes: [UInt8]
    /// What it names.
    package let node: ImportedNode

    /// An entry with a name of text.
    package init(name: String, node: ImportedNode) {
        self.init(nameBytes: Array(name.utf8), node: node)
    }

    /// An entry with a name of any bytes.
    package init(nameBytes: [UInt8], node: ImportedNode) {
        self.nameBytes = nameBytes
        self.node = node
    }

    /// The name as text, bytes that are not UTF-8 replaced.
    package var name: String { String(decoding: nameBytes, as: UTF8.self) }
}
