import Core
import Testing

@testable import Engines

/// How the parameters and paths of a task are checked, without a sandbox.
@Suite struct SandboxValidationTests {
    @Test(arguments: [
        [], [JSONValue.Member("Command", .string(""))],
        [JSONValue.Member("Command", .string("true")), JSONValue.Member("Script", .string("1"))],
        [JSONValue.Member("Executable", .array([]))],
        [JSONValue.Member("Script", .string("1")), JSONValue.Member("ScriptName", .string("../x.py"))],
    ])
    func refusesParameters(_ params: [JSONValue.Member]) throws {
        let error = #expect(throws: CoreError.self) {
            try SandboxHarness().engine.validate(SandboxHarness.task(.object(params)))
        }
        #expect(error?.code == .validation)
        #expect(error?.description.contains("Engine.Params") == true)
    }

    @Test(arguments: [("", "x"), ("A=B", "x"), ("A", "a\0b"), ("A", String(repeating: "x", count: 200_000))])
    func refusesVariables(_ key: String, _ value: String) throws {
        var task = SandboxHarness.task(SandboxHarness.shell("true"))
        task.env[key] = value
        let error = #expect(throws: CoreError.self) { try SandboxHarness().engine.validate(task) }
        #expect(error?.code == .validation)
    }

    struct PathCase: Sendable, CustomTestStringConvertible {
        var results: [String] = []
        var targets: [String] = []
        var rule: String
        var testDescription: String { rule }
    }

    @Test(arguments: [
        PathCase(results: ["outputs"], rule: "must be absolute"),
        PathCase(results: ["/a/../etc"], rule: "must not contain .."),
        PathCase(results: ["/"], rule: "must not be the root"),
        PathCase(results: ["/etc/x"], rule: "must not lie in /etc"),
        PathCase(results: ["/proc"], rule: "must not lie in /proc"),
        PathCase(results: ["/a", "/a/b"], rule: "in or around the result path /a"),
        PathCase(results: ["/a/b", "//a/"], rule: "in or around the result path /a/b"),
        PathCase(targets: ["/in", "/in/x"], rule: "in or around the input at /in"),
        PathCase(targets: ["../x"], rule: "must not contain .."),
        PathCase(targets: ["/usr/bin/sh"], rule: "must not lie in /usr"),
        PathCase(results: ["/in/out"], targets: ["/in"], rule: "must not be or contain the result path"),
    ])
    func refusesPaths(_ pathCase: PathCase) throws {
        var task = SandboxHarness.task(SandboxHarness.shell("true"), outputs: false)
        for (index, path) in pathCase.results.enumerated() {
            task.resultPaths.append(ResultPathSpec(name: "r\(index)", path: path))
        }
        task.inputs = pathCase.targets.map { InputSpec(source: TypedSpec(), target: $0) }
        let error = #expect(throws: CoreError.self) { try SandboxHarness().engine.validate(task) }
        #expect(error?.code == .validation)
        #expect(error?.message.contains(pathCase.rule) == true, "\(error?.message ?? "")")
    }

    @Test func relativeTargetsLieInTheWorkingFolder() throws {
        var task = SandboxHarness.task(SandboxHarness.shell("true"))
        #expect(try SandboxPaths(task).places(of: ["main.txt", "/in"]) == ["/outputs/main.txt", "/in"])
        task.resultPaths = [ResultPathSpec(name: "other", path: "/other")]
        #expect(try SandboxPaths(task).places(of: ["./main.txt"]) == ["/work/main.txt"])
    }

    @Test func requirementsAreNormalized() {
        let text = "\n# all of it\r\n six==1.16.0  # pinned\n\n\trequests \n"
        #expect(RequirementsCache.normalized(text) == ["six==1.16.0", "requests"])
    }
}
