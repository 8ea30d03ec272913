import Foundation
import TestKit
import Testing

extension DevstackTests {
    /// The public Python SDK, unchanged, against the devstack.
    @Suite struct SDKTests {
        private static let script = Bacalhau.repository + "/Tests/SDK/sdk_test.py"

        private static func run(_ arguments: [String], _ extra: [String: String] = [:]) async throws -> Finished {
            var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("BACALHAU_") }
            environment.merge(extra) { $1 }
            return try await Child.run(
                "/usr/bin/env",
                ["python3", script] + arguments,
                environment: environment,
                within: .seconds(400)
            )
        }

        @Test(
            .enabled("bacalhau-sdk cannot be installed from PyPI here; with CI=true this would be a failure") {
                guard !Bacalhau.isCI else { return true }
                return try await run(["--install"]).status == 0
            },
            .enabled(if: Bacalhau.runsModules, "there is no Wasmtime library; BACALHAU_WASMTIME_LIB names one")
        )
        func theSDKWorksUnchanged() async throws {
            let server = try Devstack.current.server
            let address = ["BACALHAU_API_HOST": server.host, "BACALHAU_API_PORT": String(server.port)]
            let sdk = try await Self.run([], address)
            #expect(sdk.status == 0, "\(sdk)")
        }
    }
}
