import Foundation

/// A program of this package that was built together with the tests.
package enum BuiltProgram {
    /// Its absolute path: programs lie beside the test program.
    package static func path(_ name: String) throws -> String {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let path = URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent(name).path
        guard FileManager.default.isExecutableFile(atPath: path) else { throw ProgramFailure("\(path) is not built") }
        return path
    }
}
