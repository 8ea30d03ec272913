// swift-tools-version: 6.2
import PackageDescription

/// Settings shared by every Swift target: one list, no per-target drift.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func program(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

// Products of other packages, by what they are for.
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let serverCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioWebSocket: Target.Dependency = .product(name: "NIOWebSocket", package: "swift-nio")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1: Target.Dependency = .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

/// What every layer above the bytes may use.
let domain: [Target.Dependency] = ["Core", "ContentAddressing"]

let package = Package(
    name: "bacalhau",
    products: [
        .executable(name: "bacalhau", targets: ["bacalhau"]),
        .library(name: "Client", targets: ["Client"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // 0 bytes
        library("ContentAddressing", [crypto]),
        // 1 domain
        library("Core", ["ContentAddressing"]),
        // 2 rules
        library("Scheduling", domain),
        library("Settlement", domain + [crypto]),
        // 3 adapters: one outside thing each
        library("InMemory", domain),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        library("Storage", domain + ["CZlib", httpClient, nioCore, nioPosix, nioHTTP1]),
        .target(name: "CSpawn"),
        library("Engines", domain + ["CSpawn"]),
        .target(name: "CWasmtime"),
        library("WasmEngine", domain + ["CWasmtime"]),
        library("Database", domain + [grdb, sqlite]),
        // 4 drivers
        library("ComputeNode", domain + ["Scheduling"]),
        library("Orchestrator", domain + ["Scheduling"]),
        library("Ledger", domain + ["Settlement", crypto, cryptoExtras]),
        library("Deals", domain + ["Scheduling", "Settlement", "Ledger"]),
        library("Client", domain + [httpClient, nioCore, nioPosix, nioHTTP1, nioWebSocket]),
        // 5 edges
        library(
            "HTTPAPI",
            domain + [
                serverCore, nioCore, nioPosix, nioHTTP1, nioWebSocket, nioHTTPTypes, nioHTTPTypesHTTP1, httpTypes,
                logging,
                lifecycle,
            ]
        ),
        library("Simulator", domain + ["Scheduling", "Settlement"]),
        library(
            "Commands",
            domain + [
                "Scheduling", "InMemory", "Storage", "Engines", "WasmEngine", "Database", "ComputeNode", "Orchestrator",
                "Client", "HTTPAPI", "Simulator", "Settlement", "Ledger", "Deals", arguments, yams, logging, lifecycle,
                signals, crypto,
            ]
        ),
        program("bacalhau", ["Commands"]),
        // tests
        library("TestKit", domain + ["InMemory"]),
        program("wasm-compile-helper", ["WasmEngine"]),
        program("database-crash-helper", domain + ["Database", "TestKit"], path: "Tests/DatabaseCrashHelper"),
        program("storage-crash-helper", domain + ["Storage", "Database", "TestKit"], path: "Tests/StorageCrashHelper"),
        tests("ContentAddressingTests", ["ContentAddressing"]),
        tests("CoreTests", domain),
        tests("SchedulingTests", domain + ["Scheduling"]),
        program(
            "ledger-crash-helper",
            domain + ["Settlement", "Ledger", "Database", "TestKit"],
            path: "Tests/LedgerCrashHelper"
        ),
        tests(
            "LedgerTests",
            domain + ["Settlement", "Ledger", "Database", "InMemory", "TestKit", "ledger-crash-helper", grdb]
        ),
        tests("SettlementTests", domain + ["Settlement", crypto]),
        tests("SimulatorTests", domain + ["Simulator", "Scheduling", "Settlement"], exclude: ["failed-seeds.txt"]),
        tests("DealsTests", domain + ["Deals", "Ledger", "Scheduling", "Settlement", "InMemory", "TestKit"]),
        tests("InMemoryTests", domain + ["InMemory", "TestKit"]),
        tests("DriverTests", domain + ["ComputeNode", "Orchestrator", "Scheduling", "InMemory", "TestKit"]),
        tests("DatabaseTests", domain + ["Database", "InMemory", "TestKit", "database-crash-helper", grdb]),
        tests(
            "StorageTests",
            domain + ["Storage", "Database", "TestKit", "storage-crash-helper", nioCore, nioPosix, nioHTTP1]
        ),
        tests("EnginesTests", domain + ["Engines"]),
        tests("WasmEngineTests", domain + ["WasmEngine", "TestKit"]),
        tests(
            "HTTPAPITests",
            domain + [
                "HTTPAPI", "Client", "Simulator", "TestKit", httpClient, nioCore, nioPosix, nioEmbedded, nioHTTP1,
                logging, lifecycle,
            ]
        ),
        tests(
            "CommandsTests",
            domain + ["Commands", "Simulator", "Settlement", "Deals", "TestKit", arguments],
            exclude: ["Transcripts"]
        ),
        tests(
            "TrustTests",
            domain + [
                "Commands", "Client", "Deals", "Ledger", "Settlement", "Orchestrator", "Database", "TestKit",
                logging,
            ]
        ),
        tests("EndToEndTests", ["TestKit", "bacalhau"]),
        tests("TidyTests", []),
    ]
)
