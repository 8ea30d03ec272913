package import Core
import Glibc

/// What the operator of a node decides about its sandbox.
package struct SandboxConfiguration: Sendable {
    /// Kept between runs: installed Python packages and a few small files.
    ///
    /// Created when missing.
    package var cacheFolder: String
    /// The node's own environment: `PATH` to find programs, pip's settings for installing requirements.
    package var environment: StringMap
    /// Nil means: find `bwrap` in `PATH`.
    package var bubblewrapPath: String?
    package var openFilesMax: UInt64 = 4096
    /// Limits on installing requirements.
    package var preparationTime = Duration.seconds(600)
    package var preparationMemoryBytes: Int64 = 2 << 30
    package var preparationDiskBytes: Int64 = 8 << 30
    /// Lets pip build packages that have no wheel.
    ///
    /// That runs the package's own code with the network, so it is done only where the operator lets tasks use the
    /// network anyway.
    package var buildsPackages = false

    package init(cacheFolder: String, environment: StringMap = SandboxConfiguration.hostEnvironment()) {
        self.cacheFolder = cacheFolder
        self.environment = environment
    }

    /// The environment of this process.
    package static func hostEnvironment() -> StringMap {
        var result = StringMap()
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                result[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            next += 1
        }
        return result
    }
}
