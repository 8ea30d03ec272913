import Core

/// Whose programs a sandbox shows: the same line on two hosts does the same only where their systems are the same.
enum HostPlatform {
    #if arch(arm64)
    private static let architecture = "arm64"
    #else
    private static let architecture = "amd64"
    #endif

    /// The system of this host, such as `debian 13 amd64`.
    static func name() -> String { name(HostCall.readText("/etc/os-release") ?? "") }

    /// The same from the text of `os-release` (os-release(5)).
    static func name(_ text: String) -> String {
        let words = ["ID", "VERSION_ID"].compactMap { value($0, text) }
        return (words.isEmpty ? ["linux"] : words).joined(separator: " ") + " " + architecture
    }

    /// A value with letters that no terminal minds; nil when there is none.
    private static func value(_ key: String, _ text: String) -> String? {
        for line in text.split(separator: "\n") where line.hasPrefix(key + "=") {
            let value = line.dropFirst(key.count + 1).unicodeScalars.filter {
                ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                    || "._-".unicodeScalars.contains($0)
            }
            guard !value.isEmpty else { return nil }
            return String(String.UnicodeScalarView(value.prefix(32)))
        }
        return nil
    }
}
