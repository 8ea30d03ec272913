import Glibc

extension WasmtimeLibrary {
    /// Names the library's file from the environment.
    package static let environmentVariable = "BACALHAU_WASMTIME_LIB"
    static let fileName = "_libwasmtime.so"

    /// Where the library is looked for, in this order; the variable alone counts when it is set.
    static func searchPlaces() -> [String] {
        if let named = variable(environmentVariable) { return [named] }
        var places: [String] = []
        if let folder = executableFolder() {
            places.append(folder + "/../lib/bacalhau/" + fileName)
            places.append(folder + "/lib/" + fileName)
            // A program that was built here lies some folders below the repository's root.
            var above = folder
            for _ in 0..<6 {
                places.append(above + "/.cache/wasmtime/" + fileName)
                guard let slash = above.lastIndex(of: "/"), slash != above.startIndex else { break }
                above = String(above[..<slash])
            }
        }
        places.append(".cache/wasmtime/" + fileName)
        if let cache = variable("XDG_CACHE_HOME") ?? variable("HOME").map({ $0 + "/.cache" }) {
            places.append(cache + "/bacalhau/wasmtime/" + fileName)
        }
        return places
    }

    private static func variable(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }

    private static func executableFolder() -> String? {
        guard let resolved = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(resolved) }
        let path = String(cString: resolved)
        return path.lastIndex(of: "/").map { String(path[..<$0]) }
    }
}
