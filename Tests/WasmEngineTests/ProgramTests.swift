import Core
import Glibc
import TestKit
import Testing

@testable import WasmEngine

/// Programs in C through wasi-libc: what real programs do with the interface.
@Suite(
    "C programs",
    .enabled(if: Kit.hasLibrary, "Wasmtime's library is not installed"),
    .enabled(if: CProgram.hasCompiler, "clang-16 or wasi-libc is not installed")
)
struct ProgramTests {
    @Test("a program reads, lists, links, writes and removes files")
    func files() async throws {
        let module = try await CProgram.compile(
            """
            #include <dirent.h>
            #include <errno.h>
            #include <stdio.h>
            #include <string.h>
            #include <sys/stat.h>
            #include <unistd.h>
            int main(int argc, char **argv) {
              printf("argc %d [%s] %s\\n", argc, argv[0], argv[1]);
              DIR *folder = opendir("inputs");
              struct dirent *entry;
              while ((entry = readdir(folder))) printf("%s %d\\n", entry->d_name, entry->d_type);
              closedir(folder);
              char line[64];
              FILE *input = fopen("/inputs/b/c.txt", "r");
              fgets(line, sizeof line, input);
              printf("%s", line);
              fclose(input);
              if (!fopen("inputs/a.txt", "r+")) printf("r+: %s\\n", strerror(errno));
              if (!fopen("../../etc/passwd", "r")) printf("up: %s\\n", strerror(errno));
              mkdir("outputs/sub", 0755);
              FILE *output = fopen("/outputs/sub/x", "w");
              for (int i = 0; i < 100000; i++) fprintf(output, "%09d\\n", i);
              fclose(output);
              rename("outputs/sub/x", "outputs/big");
              symlink("big", "outputs/link");
              struct stat status;
              stat("outputs/link", &status);
              printf("size %lld tty %d\\n", (long long)status.st_size, isatty(0));
              remove("outputs/sub");
              return 3;
            }
            """
        )
        let scratch = try TemporaryFolder()
        defer { scratch.remove() }
        var request = Kit.request(module, parameters: ["one"])
        request.scratchPath = scratch.path("run")
        request.task.resultPaths = [ResultPathSpec(name: "outputs", path: "/outputs")]
        let nested = MountNode.directory(
            entries: [MountEntry(name: "c.txt", node: .bytes(Array("inside\n".utf8)))],
            hostPath: nil
        )
        request.mounts.append(
            Mount(
                target: "/inputs",
                node: .directory(
                    entries: [
                        MountEntry(name: "a.txt", node: .bytes([])), MountEntry(name: "b", node: nested),
                        MountEntry(name: "z", node: .symlink(target: "b/c.txt")),
                    ],
                    hostPath: nil
                )
            )
        )
        let outcome = try Kit.engine.runBlocking(request)
        #expect(
            outcome.stdout.text == """
                argc 2 [] one
                . 3
                .. 3
                a.txt 4
                b 3
                z 7
                inside
                r+: Read-only file system
                up: Operation not permitted
                size 1000000 tty 0

                """
        )
        #expect(outcome.exitCode == 3)
        #expect(outcome.failure == nil)
        guard case .directory(let entries)? = outcome.results.first?.node else {
            Issue.record("no result folder")
            return
        }
        #expect(entries.map(\.name) == ["big", "link"])
        // More than stays in memory, so it lies in the scratch folder.
        guard case .file(let path, 1_000_000)? = entries.first?.node else {
            Issue.record("the large file is not on disk: \(String(describing: entries.first))")
            return
        }
        #expect(path.hasPrefix(scratch.path("run/")))
        #expect(entries.first?.node.text.hasSuffix("000099999\n") == true)
    }

    @Test("time, randomness and sleep are the seed's")
    func determinism() async throws {
        let module = try await CProgram.compile(
            """
            #include <stdio.h>
            #include <stdlib.h>
            #include <time.h>
            #include <unistd.h>
            int main() {
              unsigned char bytes[16];
              getentropy(bytes, 16);
              for (int i = 0; i < 16; i++) printf("%02x", bytes[i]);
              time_t before = time(0);
              sleep(100);
              printf(" %d %lld\\n", (int)(time(0) - before), (long long)before);
              return 0;
            }
            """
        )
        var request = Kit.request(module)
        let first = try Kit.engine.runBlocking(request)
        let second = try Kit.engine.runBlocking(request)
        #expect(first.stdout.text == second.stdout.text)
        #expect(first.usage.fuel == second.usage.fuel)
        #expect(first.stdout.text.contains(" 100 1704067200"))
        request.deterministicSeed = 99
        #expect(try Kit.engine.runBlocking(request).stdout.text != first.stdout.text)
    }

    @Test("a result over its limit fails the run with what was written until then")
    func outputLimit() async throws {
        let module = try await CProgram.compile(
            """
            #include <fcntl.h>
            #include <unistd.h>
            #include <errno.h>
            int main() {
              int file = open("out/a", O_CREAT | O_WRONLY, 0644);
              char block[100];
              while (write(file, block, sizeof block) > 0) {}
              return errno == ENOSPC ? 5 : 6;
            }
            """
        )
        var request = Kit.request(module)
        request.task.resultPaths = [ResultPathSpec(name: "out", path: "/results/out")]
        request.limits.outputBytesMax = 1050
        let outcome = try Kit.engine.runBlocking(request)
        #expect(outcome.exitCode == 5)
        #expect(outcome.failure?.code == .exhausted)
        #expect(outcome.usage.outputBytes == 1050)
    }
}

/// Compiles C to wasm with Debian's clang and wasi-libc.
enum CProgram {
    static let compiler = "/usr/bin/clang-16"

    static var hasCompiler: Bool {
        access(compiler, X_OK) == 0 && access("/usr/include/wasm32-wasi/stdio.h", R_OK) == 0
    }

    static func compile(_ source: String) async throws -> [UInt8] {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try CompiledCache.writeFile(folder.path("main.c"), Array(source.utf8))
        let arguments = ["--target=wasm32-wasi", "-O1", "-o", folder.path("main.wasm"), folder.path("main.c")]
        let finished = try await Child.run(compiler, arguments, environment: ["PATH": "/usr/bin:/bin"])
        try #require(finished.status == 0, "\(finished)")
        var state = stat()
        try #require(stat(folder.path("main.wasm"), &state) == 0)
        return try ModuleSource.file(path: folder.path("main.wasm"), offset: 0, size: UInt64(state.st_size)).read(
            "main.wasm"
        )
    }
}
