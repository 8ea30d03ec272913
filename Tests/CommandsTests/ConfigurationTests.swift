import Core
import Foundation
import Testing

@testable import Commands

struct ConfigurationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var file: String = ""
        var environment: [String: String] = [:]
        var config: [String] = []
        var port: Int?
        var value: String
        var source: String
        var testDescription: String { "\(name) = \(value) from \(source)" }
    }

    @Test(arguments: [
        Case(name: "API.Port", value: "1234", source: "default"),
        Case(name: "API.Port", file: "API: {Port: 1}", value: "1", source: "FILE"),
        Case(
            name: "API.Port",
            file: "api: {port: 1}",
            environment: ["BACALHAU_API_PORT": "2"],
            value: "2",
            source: "$BACALHAU_API_PORT"
        ),
        Case(
            name: "API.Port",
            environment: ["BACALHAU_API_PORT": "2"],
            config: ["api.port=3"],
            value: "3",
            source: "--config"
        ),
        Case(
            name: "API.Port",
            environment: ["BACALHAU_API_PORT": "2"],
            config: ["API.Port=3"],
            port: 4,
            value: "4",
            source: "--api-port"
        ),
        Case(name: "DataDir", environment: ["BACALHAU_DIR": "/d"], value: "/d", source: "$BACALHAU_DIR"),
        Case(name: "Labels", file: "Labels:\n  env: prod\n  gpu: no", value: "env=prod,gpu=no", source: "FILE"),
        Case(name: "Labels", config: ["Labels=a=1,b=2"], value: "a=1,b=2", source: "--config"),
        Case(
            name: "Compute.AllowListedLocalPaths",
            file: "Compute: {AllowListedLocalPaths: [/a, '/b:rw']}",
            value: "/a,/b:rw",
            source: "FILE"
        ),
        Case(
            name: "InputSources.ReadTimeout",
            file: "InputSources: {ReadTimeout: 90s}",
            value: "1m30s",
            source: "FILE"
        ),
        Case(
            name: "Compute.AllocatedCapacity.CPU",
            environment: ["BACALHAU_COMPUTE_ALLOCATEDCAPACITY_CPU": "50%"],
            value: "50%",
            source: "$BACALHAU_COMPUTE_ALLOCATEDCAPACITY_CPU"
        ),
        Case(name: "Logging.Level", config: ["Logging.Level=DEBUG"], value: "debug", source: "--config"),
    ])
    func precedence(_ test: Case) async throws {
        try await TestContext.withFolder { folder in
            let path = "\(folder)/config.yaml"
            try Data(test.file.utf8).write(to: URL(fileURLWithPath: path))
            let context = TestContext.make(environment: test.environment, folder: folder)
            let flags = ConfigurationLoader.Flags(config: [path] + test.config, port: test.port)
            let entry = try ConfigurationLoader.load(flags, context: context).entry(test.name)
            #expect(entry.value.text == test.value)
            #expect(entry.source.description == test.source.replacingOccurrences(of: "FILE", with: path))
        }
    }

    @Test(arguments: [
        ("API: {Prot: 1}", "did you mean 'API.Port'"), ("API: {Port: high}", "whole number from 0 to 65535"),
        ("Logging: {Level: inf}", "did you mean 'info'"),
        ("Compute: {AllocatedCapacity: {CPU: lots}}", "share such as 80%"),
        ("API: 3", "is not a setting"), ("a: [", "not YAML"), ("JobDefaults: {Batch: {Priority: 1.5}}", "whole number"),
    ])
    func problems(file: String, part: String) async throws {
        try await TestContext.withFolder { folder in
            let path = "\(folder)/config.yaml"
            try Data(file.utf8).write(to: URL(fileURLWithPath: path))
            let error = #expect(throws: CommandError.self) {
                try ConfigurationLoader.load(.init(config: [path]), context: TestContext.make(folder: folder))
            }
            #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
        }
    }

    @Test func settingsOfV1AreLetPassWithAWarning() async throws {
        try await TestContext.withFolder { folder in
            let path = "\(folder)/config.yaml"
            try Data("WebUI: {Enabled: true}\nOrchestrator: {Port: 4222}\nAPI: {Port: 9}".utf8).write(
                to: URL(fileURLWithPath: path)
            )
            let loaded = try ConfigurationLoader.load(.init(config: [path]), context: TestContext.make(folder: folder))
            #expect(loaded.warnings.count == 2)
            #expect(loaded.endpoint == Endpoint(host: "127.0.0.1", port: 9))
        }
    }

    @Test func everyKeyHasItsOwnNameAndAValidDefault() {
        let names = ConfigurationKey.all.map { $0.name.lowercased() }
        #expect(Set(names).count == names.count)
        #expect(Set(ConfigurationKey.all.map(\.variable)).count == names.count)
        #expect(Configuration().entries.count == names.count)
    }

    @Test(
        arguments: [
            ([], false), (["JobAdmissionControl.AcceptNetworkedJobs=true"], true),
            (["JobAdmissionControl.RejectNetworkedJobs=false"], true),
            (["JobAdmissionControl.RejectNetworkedJobs=true"], false),
            (["JobAdmissionControl.AcceptNetworkedJobs=true", "JobAdmissionControl.RejectNetworkedJobs=true"], false),
        ] as [([String], Bool)]
    )
    func networkIsOffUnlessSaid(config: [String], permits: Bool) throws {
        let loaded = try ConfigurationLoader.load(.init(config: config), context: TestContext.make(folder: "/nowhere"))
        #expect(loaded.permitsNetwork == permits)
    }

    @Test func setKeepsTheRestOfTheFile() async throws {
        try await TestContext.withFolder { folder in
            let path = "\(folder)/deep/config.yaml"
            let context = TestContext.make(folder: folder)
            for (key, value) in [("API.Port", "5"), ("Labels", "a=1"), ("api.host", "h"), ("API.Port", "6")] {
                #expect(await Program.run(["config", "set", key, value, "--config", path], context: context) == 0)
            }
            let written = try String(contentsOfFile: path, encoding: .utf8)
            #expect(written == "API:\n  Port: 6\n  Host: h\nLabels:\n  a: \"1\"\n")
        }
    }

    @Test func shares() throws {
        let config = ["Compute.AllocatedCapacity.CPU=50%", "Compute.AllocatedCapacity.Memory=1Gi"]
        let loaded = try ConfigurationLoader.load(.init(config: config), context: TestContext.make(folder: "/nowhere"))
        #expect(loaded.processorMillis("Compute.AllocatedCapacity.CPU", of: 8000) == 4000)
        #expect(loaded.bytes("Compute.AllocatedCapacity.Memory", of: 1 << 40) == 1 << 30)
        #expect(loaded.bytes("Compute.AllocatedCapacity.Disk", of: 1000) == 800)
    }
}
