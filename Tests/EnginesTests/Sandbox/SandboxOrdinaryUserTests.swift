import Core
import Glibc
import Testing

@testable import Engines

/// The sandbox as a user without privileges: run directly, or by starting this test program again as one.
@Suite(.enabled(if: SandboxHarness.isUsable, "sandboxes do not work here"))
struct SandboxOrdinaryUserTests {
    private static let user = "65534"
    private static let variable = "SANDBOX_TESTS_AS_USER"

    @Test func everythingWorksAsAnOrdinaryUser() async throws {
        if geteuid() != 0 { return try await runAsThisUser() }
        var arguments = [
            "--reuid", Self.user, "--regid", Self.user, "--clear-groups", "--",
            HostCall.linkTarget("/proc/self/exe") ?? "",
        ]
        arguments += CommandLine.arguments.dropFirst().prefix { $0 != "--filter" }
        arguments += ["--testing-library", "swift-testing", "--filter", "everythingWorksAsAnOrdinaryUser"]
        let environment = SandboxConfiguration.hostEnvironment().pairs.map { $0.key + "=" + $0.value }
        let setpriv = try #require(HostSystem.find("setpriv", SandboxConfiguration.hostEnvironment()))
        let answer = try HostCommand.run(setpriv, arguments, environment: environment + [Self.variable + "=1"])
        #expect(answer.code == 0, "\(answer.output) \(answer.errors)")
        #expect((answer.output + answer.errors).contains("Test run with 1 test"))
    }

    private func runAsThisUser() async throws {
        let harness = SandboxHarness()
        defer { withExtendedLifetime(harness) {} }
        let path = try harness.file("in", "input\n")
        let entry = MountEntry(name: "f", node: .file(path: path, offset: 0, size: 6))
        let mounts = [
            Mount(target: "/tree", node: .directory(entries: [entry], hostPath: nil)),
            Mount(target: "/in", node: .file(path: path, offset: 0, size: 6)),
        ]
        let outcome = try await harness.run("cat /in /tree/f; id -u; mkdir d; echo r > d/r; chmod 0 d", mounts: mounts)
        #expect(outcome.out == "input\ninput\n65534\n", "\(outcome.err)")
        #expect(outcome.listing() == ["d/", "d/r=r\n"])
        let bomb = try await harness.run("b() { b | b & }; b; sleep 1") {
            $0.limits.processesMax = 40
            $0.limits.wallTime = .seconds(10)
        }
        #expect(bomb.err.contains("fork"))
        let late = try await harness.run("sleep 50") { $0.limits.wallTime = .milliseconds(300) }
        #expect(late.failure?.code == .timeout)
    }
}
