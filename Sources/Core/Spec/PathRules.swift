/// What holds for names and paths in a spec.
package enum PathRules {
    /// The most bytes of one name in a folder.
    package static let nameBytesMax = 255
    /// The most bytes of a path.
    package static let pathBytesMax = 4096

    static let fileNameRule = "must be a single file name: no '/', not '.' or '..', no control characters"
    static let targetRule = "must be a path without '..' and control characters"

    /// True for a name that can stand in any folder: one path component, no control characters, not `.` or `..`.
    package static func isSafeFileName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= nameBytesMax && name != "." && name != ".."
            && !name.utf8.contains(UInt8(ascii: "/")) && !hasControlCharacters(name)
    }

    /// True for a path, absolute or relative, that stays where it points: no `..`, no control characters, not the root.
    package static func isSafePath(_ path: String) -> Bool {
        let parts = components(path)
        return !parts.isEmpty && path.utf8.count <= pathBytesMax && !parts.contains("..")
            && !hasControlCharacters(path)
    }

    /// The components of a path without empty ones and `.`.
    package static func components(_ path: String) -> [Substring] {
        path.split(separator: "/").filter { $0 != "." }
    }

    /// The path in its one spelling, so that two spellings of the same path compare equal: `/a/b`.
    ///
    /// A relative path counts from the root, as programs see it.
    package static func canonical(_ path: String) -> String {
        "/" + components(path).joined(separator: "/")
    }

    static func hasControlCharacters(_ text: String) -> Bool {
        text.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    }
}
