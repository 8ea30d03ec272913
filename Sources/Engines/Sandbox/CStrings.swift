import Glibc

/// C strings that live as long as this object.
final class CStrings {
    private var pointers: [UnsafeMutablePointer<CChar>] = []

    /// A copy of the text; text with a NUL byte in it ends there, so callers refuse it before.
    func add(_ text: String) -> UnsafeMutablePointer<CChar>? {
        guard let copy = strdup(text) else { return nil }
        pointers.append(copy)
        return copy
    }

    /// The same as `add` for an argument that is not written to.
    func constant(_ text: String) -> UnsafePointer<CChar>? { add(text).map { UnsafePointer($0) } }

    /// Copies of the texts and the nil at the end that `execve` asks for.
    func array(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        texts.map { add($0) } + [nil]
    }

    deinit {
        for pointer in pointers { free(pointer) }
    }
}
