import Core
import Testing

@testable import Engines

/// Python scripts with and without requirements; these use the package index that pip is set up for on this host.
@Suite(.enabled(if: SandboxHarness.isUsable, "sandboxes do not work here"), .serialized)
struct SandboxPythonTests {
    private static func script(_ text: String, requirements: String? = nil, arguments: [String] = []) -> JSONValue {
        var members = [
            JSONValue.Member("Script", .string(text)), JSONValue.Member("ScriptName", .string("job.py")),
            JSONValue.Member("Arguments", .array(arguments.map { .string($0) })),
        ]
        if let requirements { members.append(JSONValue.Member("Requirements", .string(requirements))) }
        return .object(members)
    }

    @Test func runsAScript() async throws {
        let harness = SandboxHarness()
        defer { withExtendedLifetime(harness) {} }
        let text = "import sys, os\nprint(sys.argv, os.getcwd())\nopen('r', 'w').write('x')\nsys.exit(3)\n"
        let outcome = try await harness.run(harness.request(Self.script(text, arguments: ["a b", "c"])))
        #expect(outcome.out == "['/job/job.py', 'a b', 'c'] /outputs\n")
        #expect(outcome.exitCode == 3)
        #expect(outcome.listing() == ["r=x"])
    }

    @Test func requirementsAreInstalledOnceAndUsedOffline() async throws {
        let harness = SandboxHarness()
        let text = """
            import six, socket
            print(six.__version__, six.__file__)
            try:
                socket.create_connection(('1.1.1.1', 80), 1)
            except OSError:
                print('offline')
            """
        let request = harness.request(Self.script(text, requirements: "six==1.16.0  # pinned\n"))
        let engine = harness.engine
        async let first: Void = engine.prepare(request)
        async let second: Void = engine.prepare(request)
        _ = try await (first, second)
        #expect(HostCall.names(in: harness.folder + "/cache/python")?.count == 1)
        let outcome = try await harness.run(request)
        #expect(outcome.out == "1.16.0 /packages/six.py\noffline\n", "\(outcome.err)")
    }

    @Test func failingRequirementShowsPipsWords() async throws {
        let harness = SandboxHarness()
        let request = harness.request(Self.script("1", requirements: "six==0.0.0.1"))
        let error = await #expect(throws: CoreError.self) { try await harness.engine.prepare(request) }
        #expect(error?.cause?.contains("six==0.0.0.1") == true, "\(error?.description ?? "")")
        #expect(HostCall.names(in: harness.folder + "/cache/python") == [])
    }
}
