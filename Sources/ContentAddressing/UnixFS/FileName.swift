/// Whether `name` may become a file on a disk: not empty, not `.` or `..`, without `/` and NUL.
///
/// Official directories with other names exist; they can be listed, but must not be written out.
package func isSafeFileName(_ name: some Collection<UInt8>) -> Bool {
    let dot = UInt8(ascii: ".")
    if name.isEmpty || name.elementsEqual([dot]) || name.elementsEqual([dot, dot]) { return false }
    return !name.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
}

/// Whether `name` may become a file on a disk, see ``isSafeFileName(_:)``.
package func isSafeFileName(_ name: String) -> Bool {
    isSafeFileName(Array(name.utf8))
}

/// A name for error texts: at most 64 bytes of it, quoted, and readable whatever its bytes.
func quoted(_ name: some Collection<UInt8>) -> String {
    let shown = String(decoding: name.prefix(64), as: UTF8.self)
    return name.count > 64 ? "\(shown.debugDescription)…" : shown.debugDescription
}
