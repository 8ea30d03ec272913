import Foundation
import Testing

/// Checks of the source that the compiler and the formatter do not make.
@Suite struct TidyTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Layers that ask nothing of the world.
    static let pure: Set = ["ContentAddressing", "Core", "Scheduling", "Settlement", "Simulator"]

    /// Words that bring time, chance, order or the world into a pure layer.
    static let banned = [
        "import Foundation", "import Glibc", "import NIO", "import Dispatch", " Date(", " UUID(", ".random(",
        ".shuffled(",
        ".randomElement(", "ContinuousClock", "SuspendingClock", "Task {", "Task.detached",
    ]

    /// Which of our targets each target may import; nothing else of ours.
    static let imports: [String: Set<String>] = [
        "ContentAddressing": [],
        "Core": ["ContentAddressing"],
        "Scheduling": ["Core", "ContentAddressing"],
        "Settlement": ["Core", "ContentAddressing"],
        "InMemory": ["Core", "ContentAddressing"],
        "Storage": ["Core", "ContentAddressing", "CZlib"],
        "Engines": ["Core", "ContentAddressing", "CSpawn"],
        "WasmEngine": ["Core", "ContentAddressing", "CWasmtime"],
        "Database": ["Core", "ContentAddressing"],
        "ComputeNode": ["Core", "ContentAddressing", "Scheduling"],
        "Orchestrator": ["Core", "ContentAddressing", "Scheduling"],
        "Ledger": ["Core", "ContentAddressing", "Settlement"],
        "Deals": ["Core", "ContentAddressing", "Scheduling", "Settlement", "Ledger"],
        "Client": ["Core", "ContentAddressing"],
        "HTTPAPI": ["Core", "ContentAddressing"],
        "Simulator": ["Core", "ContentAddressing", "Scheduling", "Settlement"],
        "TestKit": ["Core", "ContentAddressing", "InMemory"],
        "bacalhau": ["Commands"],
        "wasm-compile-helper": ["WasmEngine"],
        "Commands": [
            "Core", "ContentAddressing", "Scheduling", "InMemory", "Storage", "Engines", "WasmEngine", "Database",
            "ComputeNode", "Orchestrator", "Client", "HTTPAPI", "Simulator", "Settlement", "Ledger", "Deals",
        ],
    ]

    /// Libraries that only the named targets import, so that each can be replaced in one place.
    static let owners: [String: Set<String>] = [
        "Crypto": ["ContentAddressing", "Commands", "Settlement", "Ledger"], "CryptoExtras": ["Ledger"],
        "GRDB": ["Database"], "GRDBSQLite": ["Database"],
        "HummingbirdCore": ["HTTPAPI"], "Hummingbird": ["HTTPAPI"],
        "AsyncHTTPClient": ["Client", "Storage"],
        "Yams": ["Commands"], "ArgumentParser": ["Commands"],
        "CWasmtime": ["WasmEngine"], "CSpawn": ["Engines"], "CZlib": ["Storage"],
    ]

    struct Source: CustomTestStringConvertible, Sendable {
        var module: String
        var url: URL
        var lines: [String]
        var testDescription: String { module + "/" + url.lastPathComponent }
    }

    /// The Swift files in a folder and all folders in it.
    static func files(below base: URL) -> [URL] {
        let all = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)
        return all?.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" } ?? []
    }

    static let sources: [Source] = {
        let base = root.appending(path: "Sources")
        return files(below: base).compactMap { url in
            guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
            return Source(
                module: url.pathComponents[base.pathComponents.count],
                url: url,
                lines: text.components(separatedBy: "\n")
            )
        }
    }()

    @Test func theSourcesAreFound() { #expect(Self.sources.count > 200) }

    @Test("Pure layers ask nothing of the world", arguments: pure.sorted())
    func purity(module: String) {
        for source in Self.sources where source.module == module {
            for (number, line) in source.lines.enumerated() {
                for word in Self.banned where line.contains(word) && !line.contains("// tidy:") {
                    Issue.record("\(source.testDescription):\(number + 1): \(word)")
                }
            }
        }
    }

    @Test("No arrow points up or sideways", arguments: imports.keys.sorted())
    func layers(module: String) throws {
        let allowed = try #require(Self.imports[module])
        for source in Self.sources where source.module == module {
            for line in source.lines {
                guard let name = Self.importedModule(line) else { continue }
                if Self.imports[name] != nil {
                    #expect(allowed.contains(name), "\(source.testDescription) imports \(name)")
                }
                if let owners = Self.owners[name] {
                    #expect(owners.contains(module), "\(source.testDescription) imports \(name)")
                }
            }
        }
    }

    @Test func everyTargetHasItsRow() {
        for module in Set(Self.sources.map(\.module)) { #expect(Self.imports[module] != nil, "\(module)") }
    }

    private static func importedModule(_ line: String) -> String? {
        let words = line.split(separator: " ")
        guard let place = words.firstIndex(of: "import"), place + 1 < words.count else { return nil }
        let isImport = words[..<place].allSatisfy {
            ["package", "public", "internal", "private", "@testable", "@preconcurrency"].contains($0)
        }
        return isImport ? String(words[place + 1].prefix { $0 != "." }) : nil
    }

    @Test("No function is longer than 70 lines")
    func functionLength() {
        for source in Self.sources {
            for (start, line) in source.lines.enumerated() where line.contains("func ") && line.hasSuffix("{") {
                let indent = line.prefix { $0 == " " }
                guard let end = source.lines[start...].firstIndex(of: indent + "}") else { continue }
                #expect(end - start <= 70, "\(source.testDescription):\(start + 1) has \(end - start) lines")
            }
        }
    }

    @Test("No file is longer than 500 lines")
    func fileLength() {
        for source in Self.sources {
            #expect(source.lines.count <= 500, "\(source.testDescription): \(source.lines.count)")
        }
    }

    @Test("No line is longer than 120 columns")
    func lineLength() {
        for source in Self.sources {
            for (number, line) in source.lines.enumerated() {
                #expect(line.count <= 120, "\(source.testDescription):\(number + 1): \(line.count) columns")
            }
        }
    }

    @Test("No promises and no shortcuts in the sources")
    func shortcuts() {
        let words = [
            "TODO", "FIXME", "XXX", "fatalError(\"not", "fatalError(\"unimplemented", "nonisolated(unsafe)", "try!",
        ]
        for source in Self.sources {
            for (number, line) in source.lines.enumerated() {
                // What mkstemp and its like replace is no promise.
                let line = line.replacing("XXXXXX", with: "")
                for word in words { #expect(!line.contains(word), "\(source.testDescription):\(number + 1): \(word)") }
            }
        }
    }

    @Test("Each unchecked conformance says why it is safe")
    func uncheckedSendable() {
        for source in Self.sources {
            for (number, line) in source.lines.enumerated() where line.contains("@unchecked Sendable") {
                let near = source.lines[max(0, number - 8)...number].joined(separator: "\n")
                #expect(near.contains("//"), "\(source.testDescription):\(number + 1)")
            }
        }
    }

    /// Foundation's own class was seen to end a test run; `SpawnedProcess` of TestKit starts programs.
    @Test("Tests start programs in one way")
    func startedPrograms() throws {
        let tests = Self.files(below: Self.root.appending(path: "Tests"))
        #expect(tests.count > 100)
        for url in tests where url.lastPathComponent != "TidyTests.swift" {
            let text = try String(contentsOf: url, encoding: .utf8)
            #expect(!text.contains(/\bProcess\(\)|\bposix_spawnp?\(/), "\(url.path)")
        }
    }
}
