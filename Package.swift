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

let package = Package(
    name: "bacalhau",
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2")
    ],
    targets: [
        .target(
            name: "ContentAddressing", dependencies: [.product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings),
        .testTarget(name: "ContentAddressingTests", dependencies: ["ContentAddressing"], swiftSettings: settings),
    ]
)
