import Core
import Testing

@testable import WasmEngine

/// One script of WASI calls with the error numbers and the output that it has to give.
struct WasiCase: CustomTestStringConvertible, Sendable {
    var name: String
    var errors: [UInt8]
    var output: String
    /// Of the result folder `out`, after the folder's own line.
    var results: [String] = []
    var script: @Sendable (inout WasiScript) -> Void
    var testDescription: String { name }
}

private let answer = WasiScript.answer
private let buffer = WasiScript.buffer
private let memoryEnd = WasiScript.memoryBytes

private let readWrite = 0x42

private let streamCases = [
    WasiCase(name: "arguments", errors: [0, 0], output: "\u{3}\0\0\0\u{7}\0\0\0\0a\0bcd\0") { script in
        script.call("args_sizes_get", .number(answer), .number(answer + 4))
        script.call("args_get", 0x200, .number(buffer))
        script.show(answer, 8)
        script.show(buffer, 7)
    },
    WasiCase(name: "variables in order", errors: [0, 0], output: "\u{2}\0\0\0\u{9}\0\0\0A=2\0BC=1\0") { script in
        script.call("environ_sizes_get", .number(answer), .number(answer + 4))
        script.call("environ_get", 0x200, .number(buffer))
        script.show(answer, 8)
        script.show(buffer, 9)
    },
    WasiCase(name: "bad pointers fault", errors: [21, 21, 21, 21, 21, 28], output: "") { script in
        script.call("args_sizes_get", .number(memoryEnd), 0)
        script.call("args_get", .number(memoryEnd - 3), .number(buffer))
        script.call("random_get", .number(memoryEnd - 1), 2)
        script.call("clock_time_get", 0, 0, -1)
        script.call("fd_write", 1, -8, 1, .number(answer))
        script.call("fd_write", 1, 0, -1, .number(answer))
    },
    WasiCase(name: "clock kinds", errors: [0, 0, 0, 0, 28, 0, 28], output: "") { script in
        for clock in 0..<5 { script.call("clock_time_get", .number(clock), 0, .number(answer)) }
        script.call("clock_res_get", 1, .number(answer))
        script.call("clock_res_get", 9, .number(answer))
    },
    WasiCase(name: "refused functions", errors: [58, 58, 58, 58, 58, 0, 4], output: "") { script in
        script.call("sock_accept", 3, 0, .number(answer))
        script.call("sock_recv", 3, 0, 0, 0, .number(answer), .number(answer))
        script.call("sock_send", 3, 0, 0, 0, .number(answer))
        script.call("sock_shutdown", 3, 0)
        script.call("proc_raise", 6)
        script.call("sched_yield")
        script.call("http_request", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    },
    WasiCase(name: "standard streams", errors: [0, 0, 8, 8, 70, 70, 0, 0, 8, 0], output: "hi") { script in
        script.write("hi", to: 1)
        _ = script.vector(buffer, 10)
        script.call("fd_read", 0, 0x80, 1, .number(answer))
        script.call("fd_read", 1, 0x80, 1, .number(answer))
        script.call("fd_write", 0, 0x80, 1, .number(answer))
        script.call("fd_seek", 1, 0, 0, .number(answer))
        script.call("fd_pread", 0, 0x80, 1, 0, .number(answer))
        script.call("fd_fdstat_get", 1, .number(answer))
        script.call("fd_close", 1)
        script.call("fd_write", 1, 0x80, 1, .number(answer))
        script.call("fd_renumber", 2, 2)
    },
]

private let inputCases = [
    WasiCase(name: "preopened folders", errors: [0, 0, 0, 0, 8, 8, 37], output: "/.") { script in
        script.call("fd_prestat_get", 3, .number(answer))
        script.call("fd_prestat_dir_name", 3, .number(buffer), 1)
        script.call("fd_prestat_get", 4, .number(answer))
        script.call("fd_prestat_dir_name", 4, .number(buffer + 1), 1)
        script.call("fd_prestat_get", 5, .number(answer))
        script.call("fd_prestat_get", 1, .number(answer))
        script.call("fd_prestat_dir_name", 3, .number(buffer), 0)
        script.show(buffer, 2)
    },
    WasiCase(name: "read an input", errors: [0, 0, 0, 0, 0, 0, 28, 0, 0], output: "helloloell") { script in
        script.open("inputs/a.txt")
        _ = script.vector(buffer, 100)
        script.call("fd_read", 5, 0x80, 1, .number(answer))
        script.showAnswered()
        script.call("fd_read", 5, 0x80, 1, .number(answer))
        script.showAnswered()
        script.call("fd_seek", 5, -2, 2, .number(answer))
        script.call("fd_read", 5, 0x80, 1, .number(answer))
        script.showAnswered()
        script.call("fd_tell", 5, .number(answer))
        script.call("fd_seek", 5, -9, 1, .number(answer))
        _ = script.vector(buffer, 3)
        script.call("fd_pread", 5, 0x80, 1, 1, .number(answer))
        script.showAnswered()
        script.call("fd_close", 5)
    },
    WasiCase(name: "absolute and relative paths are the same", errors: [0, 0, 0, 0], output: "") { script in
        script.open("/inputs/a.txt")
        script.open("./inputs//a.txt")
        script.open("inputs/../inputs/a.txt", folder: 4)
        script.open("inputs/deep/../a.txt")
    },
    WasiCase(
        name: "paths that lead nowhere",
        errors: [44, 44, 54, 63, 63, 32, 44, 37, 54, 8, 54, 44, 63],
        output: ""
    ) { script in
        script.open("nothing")
        script.open("")
        script.open("inputs/a.txt/x")
        script.open("..")
        script.open("../../etc/passwd")
        script.open("inputs/loop")
        script.open("inputs/outside")
        script.open(String(repeating: "n", count: 256))
        script.open("inputs/a.txt/")
        script.open("inputs", folder: 77)
        script.open("inputs/a.txt", flags: 2)
        script.open("/etc/passwd")
        script.open("inputs/escape")
    },
    WasiCase(name: "links inside", errors: [0, 0, 0, 32, 28, 44], output: "deep/../a.txthellodeep/") { script in
        script.call("path_readlink", 3, "inputs/link", .number(buffer), 100, .number(answer))
        script.showAnswered()
        script.open("inputs/link")
        _ = script.vector(buffer, 100)
        script.call("fd_read", 5, 0x80, 1, .number(answer))
        script.showAnswered()
        script.call("path_open", 3, 0, "inputs/link", 0, 2, 0, 0, .number(answer))
        script.call("path_readlink", 3, "inputs/a.txt", .number(buffer), 100, .number(answer))
        script.call("path_readlink", 3, "inputs/none", .number(buffer), 100, .number(answer))
        script.raw(
            "(i32.store (i32.const 0x900) (i32.const 0x70656564)) (i32.store8 (i32.const 0x904) (i32.const 0x2f))"
        )
        script.show(0x900, 5)
    },
    WasiCase(
        name: "inputs cannot be changed",
        errors: [69, 69, 69, 69, 69, 69, 69, 69, 0, 8, 69, 69, 58],
        output: ""
    ) { script in
        script.open("inputs/a.txt", rights: readWrite)
        script.open("inputs/a.txt", flags: 8)
        script.open("inputs/new", flags: 1)
        script.call("path_create_directory", 3, "inputs/folder")
        script.call("path_unlink_file", 3, "inputs/a.txt")
        script.call("path_symlink", "x", 3, "inputs/l")
        script.call("path_rename", 3, "inputs/a.txt", 3, "out/b")
        script.open("new", flags: 1)
        script.open("inputs/a.txt")
        script.call("fd_write", 5, 0x80, 0, .number(answer))
        script.call("fd_filestat_set_size", 5, 0)
        script.call("path_filestat_set_times", 3, 1, "inputs/a.txt", 0, 0, 0)
        script.call("path_link", 3, 0, "inputs/a.txt", 3, "out/a")
    },
    WasiCase(name: "status of files", errors: [0, 0, 0, 0, 44], output: "\u{4}\u{5}\u{3}\u{7}\u{2}") { script in
        script.call("path_filestat_get", 3, 1, "inputs/a.txt", .number(buffer))
        script.show(buffer + 16, 1)
        script.show(buffer + 32, 1)
        script.call("path_filestat_get", 3, 1, "inputs", .number(buffer))
        script.show(buffer + 16, 1)
        script.call("path_filestat_get", 3, 0, "inputs/link", .number(buffer))
        script.show(buffer + 16, 1)
        script.call("fd_filestat_get", 1, .number(buffer))
        script.show(buffer + 16, 1)
        script.call("path_filestat_get", 3, 1, "none", .number(buffer))
    },
    WasiCase(name: "advice and rights are accepted", errors: [0, 0, 28, 0, 0, 0, 0, 28, 28], output: "") { script in
        script.open("inputs/a.txt")
        script.call("fd_advise", 5, 0, 0, 1)
        script.call("fd_advise", 5, 0, 0, 6)
        script.call("fd_fdstat_set_rights", 5, 0, 0)
        script.call("fd_sync", 5)
        script.call("fd_datasync", 5)
        script.call("fd_fdstat_set_flags", 5, 1)
        script.call("fd_fdstat_set_flags", 5, 0x100)
        script.call("fd_sync", 1)
    },
]

private let outputCases = [
    WasiCase(name: "write a file", errors: [0, 0, 0, 0, 0, 0], output: "", results: ["/a=HEllo", "/b=x"]) { script in
        script.open("out/a", flags: 1, rights: readWrite)
        script.write("hello", to: 5)
        script.call("fd_pwrite", 5, .number(script.vector(script.address(of: "HE"), 2)), 1, 0, .number(answer))
        script.open("/results/b", flags: 9, rights: readWrite)
        script.write("x", to: 6)
        script.call("fd_close", 6)
    },
    WasiCase(
        name: "append, truncate, extend",
        errors: [0, 0, 0, 0, 0, 0, 0, 0, 0, 51],
        output: "",
        results: ["/a=ab\0\0"]
    ) {
        script in
        script.open("out/a", flags: 1, rights: readWrite, fdflags: 1)
        script.write("abc", to: 5)
        script.call("fd_seek", 5, 0, 0, .number(answer))
        script.write("def", to: 5)
        script.call("fd_filestat_set_size", 5, 2)
        script.call("fd_allocate", 5, 0, 4)
        script.call("fd_allocate", 5, 0, 1)
        script.call("fd_filestat_set_times", 5, 0, 0, 0)
        script.call("fd_sync", 5)
        script.call("fd_filestat_set_size", 5, 0x1000_0000)
    },
    WasiCase(
        name: "folders",
        errors: [0, 20, 0, 0, 55, 54, 31, 0, 0, 44, 69, 20],
        output: "",
        results: ["/d/"]
    ) { script in
        script.call("path_create_directory", 3, "out/d")
        script.call("path_create_directory", 3, "out/d")
        script.call("path_create_directory", 3, "out/d/e/")
        script.open("out/d/f", flags: 1, rights: readWrite)
        script.call("path_remove_directory", 3, "out/d")
        script.call("path_remove_directory", 3, "out/d/f")
        script.call("path_unlink_file", 3, "out/d/e")
        script.call("path_remove_directory", 3, "out/d/e")
        script.call("path_unlink_file", 3, "out/d/f")
        script.call("path_unlink_file", 3, "out/d/f")
        script.call("path_remove_directory", 3, "out/../out")
        script.call("path_create_directory", 3, "out/.")
    },
    WasiCase(
        name: "exclusive and directory flags",
        errors: [0, 20, 31, 54, 0, 28, 31],
        output: "",
        results: ["/a=", "/d/"]
    ) { script in
        script.open("out/a", flags: 5, rights: readWrite)
        script.open("out/a", flags: 5, rights: readWrite)
        script.open("out", flags: 1, rights: readWrite)
        script.open("out/a", flags: 2)
        script.call("path_create_directory", 3, "out/d")
        script.open("out/x", flags: 3)
        script.open("out/x/", flags: 1)
    },
    WasiCase(
        name: "rename",
        errors: [0, 0, 0, 0, 0, 31, 54, 28, 0, 44, 69],
        output: "",
        results: ["/c/", "/c/b=1"]
    ) { script in
        script.open("out/a", flags: 1, rights: readWrite)
        script.write("1", to: 5)
        script.open("out/b", flags: 1, rights: readWrite)
        script.call("path_rename", 3, "out/a", 3, "out/b")
        script.call("path_create_directory", 3, "out/d")
        script.call("path_rename", 3, "out/b", 3, "out/d")
        script.call("path_rename", 3, "out/d", 3, "out/b")
        script.call("path_rename", 3, "out/d", 3, "out/d/x")
        script.call("path_rename", 3, "out/b", 3, "out/d/b")
        script.call("path_rename", 3, "out/none", 3, "out/n")
        script.call("path_rename", 3, "out/d", 3, "inputs/n")
        script.raw("(drop (call $path_rename (i32.const 3) (i32.const \(script.address(of: "out/d"))) (i32.const 5)")
        script.raw("(i32.const 3) (i32.const \(script.address(of: "out/c"))) (i32.const 5)))")
    },
    WasiCase(
        name: "links out of the tree lead nowhere",
        errors: [0, 63, 0, 44, 0, 0, 32, 20, 28],
        output: "",
        results: ["/abs->/etc/passwd", "/self->self", "/up->../../../etc/passwd"]
    ) { script in
        script.call("path_symlink", "../../../etc/passwd", 3, "out/up")
        script.open("out/up")
        script.call("path_symlink", "/etc/passwd", 3, "out/abs")
        script.open("out/abs")
        script.call("path_readlink", 3, "out/up", .number(buffer), 100, .number(answer))
        script.call("path_symlink", "self", 3, "out/self")
        script.open("out/self")
        script.call("path_symlink", "x", 3, "out/self")
        script.call("path_symlink", "", 3, "out/empty")
    },
    WasiCase(name: "an open file outlives its name", errors: [0, 0, 0, 0, 0], output: "kept", results: []) { script in
        script.open("out/a", flags: 1, rights: readWrite)
        script.write("kept", to: 5)
        script.call("path_unlink_file", 3, "out/a")
        _ = script.vector(buffer, 100)
        script.call("fd_pread", 5, 0x80, 1, 0, .number(answer))
        script.showAnswered()
        script.call("fd_close", 5)
    },
    WasiCase(name: "names must be text", errors: [25, 25], output: "") { script in
        script.raw("(i32.store (i32.const 0x700) (i32.const 0xff2f74)) (i32.store8 (i32.const 0x6ff) (i32.const 0x75))")
        script.raw("(i32.store8 (i32.const 0x6fe) (i32.const 0x6f))")
        script.call("path_create_directory", 3, 0x6FE, 5)
        script.call("path_open", 3, 0, 0x6FE, 5, 1, 0x40, 0, 0, .number(answer))
    },
    WasiCase(name: "descriptors move", errors: [0, 0, 0, 8, 0, 8], output: "", results: ["/a=x", "/b="]) { script in
        script.open("out/a", flags: 1, rights: readWrite)
        script.open("out/b", flags: 1, rights: readWrite)
        script.call("fd_renumber", 5, 6)
        script.call("fd_close", 5)
        script.write("x", to: 6)
        script.call("fd_renumber", 6, 9)
    },
]

@Suite("WASI functions", .enabled(if: Kit.hasLibrary, "Wasmtime's library is not installed"))
struct WasiFunctionTests {
    @Test("every function does what its case says", arguments: streamCases + inputCases + outputCases)
    func call(_ item: WasiCase) throws {
        var script = WasiScript()
        item.script(&script)
        let outcome = try Kit.run(script.text) { request in
            request.env = ["BC": "1", "A": "2"]
            request.task.engine.params = .object([
                .init("EntryModule", .string("main.wasm")),
                .init("Parameters", .array([.string("a"), .string("bcd")])),
            ])
            request.task.resultPaths = [ResultPathSpec(name: "out", path: "/results")]
            request.limits.outputBytesMax = 1000
            request.mounts.append(Mount(target: "/inputs", node: Self.inputs))
        }
        #expect(outcome.stderr.content == item.errors)
        #expect(outcome.stdout.text == item.output)
        let lines = outcome.results.first?.node.lines() ?? []
        #expect(Array(lines.dropFirst()) == item.results)
        // Only the refused size counts as a failure of the task.
        #expect((outcome.failure == nil) == !item.errors.contains(51))
    }

    private static let inputs = MountNode.directory(
        entries: [
            MountEntry(name: "a.txt", node: .bytes(Array("hello".utf8))),
            MountEntry(name: "deep", node: .directory(entries: [], hostPath: nil)),
            MountEntry(name: "escape", node: .symlink(target: "../../secret")),
            MountEntry(name: "link", node: .symlink(target: "deep/../a.txt")),
            MountEntry(name: "loop", node: .symlink(target: "loop")),
            MountEntry(name: "outside", node: .symlink(target: "/etc/passwd")),
        ],
        hostPath: nil
    )

    @Test("all 46 functions of preview 1 exist")
    func names() {
        #expect(Set(HostFunction.all.filter { $0.module == HostFunction.wasi }.map(\.name)).count == 46)
    }
}
