import Foundation
import TestKit

/// The program under test: where it is and in which surroundings it is started.
enum Bacalhau {
    /// The root of this repository.
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().standardizedFileURL.path

    static let isCI = ProcessInfo.processInfo.environment["CI"] == "true"

    /// `BACALHAU_BINARY`, else the program that SwiftPM built beside the tests.
    static let path = ProcessInfo.processInfo.environment["BACALHAU_BINARY"] ?? (try? BuiltProgram.path("bacalhau"))

    /// The Wasmtime library, when this machine has it; the program finds others by itself.
    static let wasmtime: String? = {
        if let named = ProcessInfo.processInfo.environment["BACALHAU_WASMTIME_LIB"] { return named }
        let own = repository + "/.cache/wasmtime/_libwasmtime.so"
        return FileManager.default.isReadableFile(atPath: own) ? own : nil
    }()

    /// Why tests with modules are skipped; never on a CI machine, where it must be there.
    static var runsModules: Bool { wasmtime != nil || isCI }

    /// The environment of a child: this process's without any setting of ours, and a data folder of its own.
    static func environment(dataFolder: String, _ extra: [String: String] = [:]) -> [String: String] {
        var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("BACALHAU_") }
        variables["BACALHAU_DIR"] = dataFolder
        if let wasmtime { variables["BACALHAU_WASMTIME_LIB"] = wasmtime }
        return variables.merging(extra) { $1 }
    }
}
