import Core
@testable import Engines
import Testing

/// How the parameters and paths of a task are checked, without a sandbox.
@Suite struct SandboxProgramTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        var params: [JSONValue.Member]
        var text: String
        var testDescription: String { text }
    }

    @Test(arguments: [
        Refusal(params: [], text: "exactly one of Command, Executable and Script"),
        Refusal(
            params: [.init("Command", .string("true")), .init("Script", .string("1"))],
            text: "exactly one of Command, Executable and Script"),
        Refusal(params: [.init("Command", .string(""))], text: "Engine.Params.Command must not be empty"),
        Refusal(params: [.init("Command", .int(1))], text: "Engine.Params.Command must be text"),
        Refusal(params: [.init("Command", .string("a\0b"))], text: "must not hold a NUL byte"),
        Refusal(params: [.init("Executable", .array([]))], text: "must be a list that starts with the program's name"),
        Refusal(params: [.init("Executable", .array([.int(1)]))], text: "must be a list of texts"),
        Refusal(
            params: [.init("Command", .string(String(repeating: "x", count: 200_000)))], text: "at most 102400 bytes"),
        Refusal(
            params: [.init("Script", .string("1")), .init("ScriptName", .string("../x.py"))],
            text: "must be the plain name of a file"),
    ])
    func refusesParameters(_ refusal: Refusal) throws {
        let error = #expect(throws: CoreError.self) {
            try SandboxHarness().engine.validate(SandboxHarness.task(.object(refusal.params)))
        }
        #expect(error?.code == .validation)
        #expect(error?.message.contains(refusal.text) == true, "\(error?.message ?? "")")
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
