import Core
import Glibc
import Synchronization
import Testing

@testable import Engines

/// Real sandboxes: what a program gets, and what it cannot reach.
@Suite(.enabled(if: SandboxHarness.isUsable, "sandboxes do not work here"))
struct SandboxRunTests {
    struct Ending: Sendable, CustomTestStringConvertible {
        var line: String
        var code: Int
        var out = ""
        var testDescription: String { line }
    }

    @Test(arguments: [
        Ending(line: "exit 0", code: 0), Ending(line: "exit 7", code: 7), Ending(line: "kill -TERM $$", code: 143),
        Ending(line: "kill -KILL $$", code: 137), Ending(line: "echo hi; exit 1", code: 1, out: "hi\n"),
        Ending(line: "cat; echo $?", code: 0, out: "0\n"), Ending(line: "pwd", code: 0, out: "/outputs\n"),
        Ending(line: "id -u; id -g; whoami", code: 0, out: "65534\n65534\nnobody\n"),
        Ending(line: "grep CapEff /proc/self/status", code: 0, out: "CapEff:\t0000000000000000\n"),
        Ending(line: "ls /proc/self/fd | wc -l", code: 0, out: "4\n"),
        Ending(line: "hostname", code: 0, out: "sandbox\n"),
        Ending(line: "ulimit -c; ulimit -n", code: 0, out: "0\n4096\n"),
        Ending(
            line: "env | sort | grep -v ^_=",
            code: 0,
            out: """
                HOME=/tmp
                LANG=C.UTF-8
                PATH=/usr/local/bin:/usr/bin:/bin
                PWD=/outputs
                SHLVL=0
                TMPDIR=/tmp

                """.replacing("SHLVL=0\n", with: "")
        ),
    ])
    func passesOn(_ ending: Ending) async throws {
        let outcome = try await SandboxHarness().run(ending.line)
        #expect(outcome.exitCode == ending.code)
        #expect(outcome.out == ending.out)
        #expect(outcome.err == "")
        #expect(outcome.failure == nil)
    }

    @Test func executableGetsItsArgumentsUnchanged() async throws {
        let harness = SandboxHarness()
        let words = ["printf", "%s|", "a b", "$HOME", "*", "ü", ""]
        let params = JSONValue.object([.init("Executable", .array(words.map { .string($0) }))])
        var request = harness.request(params)
        request.env = ["BACALHAU_JOB_ID": "j-1", "PATH": "/bin"]
        #expect(try await harness.run(request).out == "a b|$HOME|*|ü||")
    }

    @Test func longCommandsRunToo() async throws {
        let padding = String(repeating: "# padding\n", count: 20_000)
        #expect(try await SandboxHarness().run(padding + "echo long").out == "long\n")
    }

    @Test func missingProgramIsAFailureOfItsOwn() async throws {
        let harness = SandboxHarness()
        let params = JSONValue.object([.init("Executable", .array([.string("no-such-program")]))])
        let outcome = try await harness.run(harness.request(params))
        #expect(outcome.exitCode == 127)
        #expect(outcome.failure?.message.contains("no-such-program") == true)
    }

    /// Each line tries to change or reach something and must fail.
    @Test(arguments: [
        "touch /usr/x", "touch /x", "mkdir /etc/y", "touch /dev/x", "echo x > /inputs/a.txt", "touch /inputs/new",
        "rm /inputs/a.txt", "chmod 777 /inputs/a.txt", "chmod 666 /dev/null", "chmod 666 /dev/zero",
        ": >> /proc/sys/kernel/core_pattern", ": >> /proc/sys/vm/overcommit_memory", "cat /etc/shadow",
        "ls /boot", "ls /home", "ls /sys/kernel", "mount -t tmpfs none /mnt", "unshare -U true", "unshare -r true",
        "cat /proc/kcore | head -c 1 | grep -q .", "mknod /tmp/d b 8 0", "ls /etc/ssl/private",
        "ls /proc | grep -x \(getpid())", "bash -c 'exec 3<>/dev/tcp/1.1.1.1/80'", "cat /proc/net/dev | grep eth",
        "dd if=/dev/zero of=/tmp/big bs=1M count=200", "dd if=/dev/zero of=/dev/shm/big bs=1M count=200",
    ])
    func cannot(_ line: String) async throws {
        let harness = SandboxHarness()
        let path = try harness.file("a.txt", "data")
        let mounts = [Mount(target: "/inputs", node: .directory(entries: [], hostPath: harness.folder + "/data"))]
        let outcome = try await harness.run(line, mounts: mounts) { $0.limits.memoryBytes = 128 << 20 }
        #expect(outcome.exitCode != 0, "\(outcome.out)")
        #expect(HostCall.readText(path) == "data")
        #expect(HostCall.names(in: harness.folder + "/data") == ["a.txt"])
    }

    @Test(arguments: [true, false]) func networkOnlyWhenPermitted(_ isPermitted: Bool) async throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutableBytes(of: &address) { bytes in
            guard let start = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            return bind(listener, start, length) == 0 && listen(listener, 4) == 0
                && getsockname(listener, start, &length) == 0
        }
        #expect(isBound)
        let port = UInt16(bigEndian: address.sin_port)
        let line = "bash -c 'exec 3<>/dev/tcp/127.0.0.1/\(port)' 2>/dev/null"
        let outcome = try await SandboxHarness().run(line) { $0.permitsNetwork = isPermitted }
        #expect((outcome.exitCode == 0) == isPermitted)
    }

    @Test func collectsResultsAsTheyAre() async throws {
        let line = """
            mkdir -p d/e empty; echo one > a; echo two > d/e/b; ln -s /etc/passwd l; ln -s ../../.. d/up
            chmod 0 a d; mkfifo pipe; chmod 4755 d/e/b 2>/dev/null; printf x > "$(printf 'bad\\377')"
            """
        let harness = SandboxHarness()
        let outcome = try await harness.run(line)
        defer { withExtendedLifetime(harness) {} }
        #expect(outcome.exitCode == 0, "\(outcome.err)")
        #expect(
            outcome.listing() == ["a=one\n", "d/", "d/e/", "d/e/b=two\n", "d/up->../../..", "empty/", "l->/etc/passwd"]
        )
        #expect(outcome.usage.outputBytes == 9)
        #expect(outcome.err.contains("/outputs/pipe: a special file"))
        #expect(outcome.err.contains("the name is not UTF-8"))
    }

    @Test func severalResultPathsAreSortedByName() async throws {
        let harness = SandboxHarness()
        defer { withExtendedLifetime(harness) {} }
        var request = harness.request(
            SandboxHarness.shell("echo 1 > /z/f; echo 2 > /deep/er/g; pwd; echo x > w"),
            outputs: false
        )
        request.task.resultPaths = [
            ResultPathSpec(name: "z", path: "/z"), ResultPathSpec(name: "b", path: "/deep/er/"),
        ]
        let outcome = try await harness.run(request)
        #expect(outcome.results.map(\.name) == ["b", "z"])
        #expect(outcome.listing("z") == ["f=1\n"])
        #expect(outcome.listing("b") == ["g=2\n"])
        #expect(outcome.out == "/work\n")
    }

    @Test func setUserIDBitsDoNotSurvive() async throws {
        let harness = SandboxHarness()
        defer { withExtendedLifetime(harness) {} }
        let outcome = try await harness.run("cp /bin/true t; chmod 6755 t; ls -l t | cut -c1-10")
        guard case .directory(let entries)? = outcome.results.first?.node,
            case .file(let path, _)? = entries.first?.node
        else {
            Issue.record("no file among the results")
            return
        }
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o644)
    }

    @Test func inputsOfEveryKindAppear() async throws {
        let harness = SandboxHarness()
        defer { withExtendedLifetime(harness) {} }
        let whole = try harness.file("whole", "0123456789")
        let nested = MountNode.directory(
            entries: [
                MountEntry(name: "bytes", node: .bytes(Array("abc".utf8))),
                MountEntry(name: "host", node: .directory(entries: [], hostPath: harness.folder + "/data")),
                MountEntry(name: "link", node: .symlink(target: "bytes")),
                MountEntry(name: "part", node: .file(path: whole, offset: 2, size: 3)),
                MountEntry(
                    name: "sub",
                    node: .directory(
                        entries: [MountEntry(name: "w", node: .file(path: whole, offset: 0, size: 10))],
                        hostPath: nil
                    )
                ),
            ],
            hostPath: nil
        )
        let mounts = [
            Mount(target: "main.txt", node: .bytes(Array("main".utf8))),
            Mount(target: "sub/dir/part.txt", node: .file(path: whole, offset: 8, size: 2)),
            Mount(target: "/tree", node: nested), Mount(target: "/link", node: .symlink(target: "/tree/link")),
            Mount(target: "/empty", node: .directory(entries: [], hostPath: nil)),
        ]
        let line = """
            cat main.txt sub/dir/part.txt /link /tree/part /tree/sub/w /tree/host/whole; find /tree -type f | wc -l
            ls /empty | wc -l; rm -f main.txt 2>/dev/null; touch /tree/x 2>/dev/null; echo y > /tree/sub/w 2>/dev/null
            echo kept > kept
            """
        let outcome = try await harness.run(line, mounts: mounts)
        #expect(outcome.out == "main89abc234012345678901234567894\n0\n")
        #expect(outcome.listing() == ["kept=kept\n"])
        #expect(outcome.usage.inputBytes == 4 + 2 + 3 + 0 + 3 + 10)
        #expect(HostCall.readText(whole) == "0123456789")
    }

    @Test func shrunkenInputIsAnError() async throws {
        let harness = SandboxHarness()
        let path = try harness.file("short", "abc")
        let mount = Mount(target: "/in", node: .file(path: path, offset: 0, size: 10))
        let error = await #expect(throws: CoreError.self) { try await harness.run("true", mounts: [mount]) }
        #expect(error?.code == .corrupt)
    }

    @Test func writableFolderIsWrittenToTheHost() async throws {
        let harness = SandboxHarness()
        _ = try harness.file("a", "1")
        var mount = Mount(target: "/rw", node: .directory(entries: [], hostPath: harness.folder + "/data"))
        mount.isReadOnly = false
        #expect(try await harness.run("echo 2 > /rw/b", mounts: [mount]).exitCode == 0)
        #expect(HostCall.readText(harness.folder + "/data/b") == "2\n")
    }

    @Test func shardOfManyFilesShowsItsShareOnly() async throws {
        let harness = SandboxHarness()
        var entries: [MountEntry] = []
        for index in 0..<4000 {
            let path = try harness.file("f\(index)", "\(index)\n")
            if index % 2 == 0 {
                let size = UInt64("\(index)\n".utf8.count)
                entries.append(MountEntry(name: "f\(index)", node: .file(path: path, offset: 0, size: size)))
            }
        }
        let mount = Mount(target: "/inputs", node: .directory(entries: entries, hostPath: nil))
        let line = "ls /inputs | wc -l; cat /inputs/* | awk '{s+=$1} END {print s}'; test -e /inputs/f1 || echo none"
        let outcome = try await harness.run(line, mounts: [mount])
        #expect(outcome.out == "2000\n3998000\nnone\n")
    }

    @Test func outputIsStreamedInOrderAndSpilled() async throws {
        let harness = SandboxHarness()
        defer { withExtendedLifetime(harness) {} }
        let received = Mutex<[OutputStream: [UInt8]]>([:])
        var request = harness.request(SandboxHarness.shell("seq 1 100000; echo oops >&2"))
        request.onOutput = { stream, bytes in received.withLock { $0[stream, default: []] += bytes } }
        let outcome = try await harness.run(request)
        guard case .file(let path, let size) = outcome.stdout else {
            Issue.record("stdout was not spilled")
            return
        }
        #expect(path.hasPrefix(harness.folder) && size == 588_895)
        #expect(received.withLock { $0[.stdout] } == Array(outcome.out.utf8))
        #expect(received.withLock { $0[.stderr] } == Array("oops\n".utf8))
        #expect(!outcome.stdoutTruncated)
    }

    @Test func usageIsCounted() async throws {
        let outcome = try await SandboxHarness().run("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done")
        #expect(outcome.usage.wallNanoseconds > 0)
        #expect(outcome.usage.cpuNanoseconds > 1_000_000)
        #expect(outcome.usage.memoryPeakBytes > 100_000)
    }

    @Test func probeNamesWhatHolds() async throws {
        let harness = SandboxHarness()
        defer { withExtendedLifetime(harness) {} }
        let status = await harness.engine.probe()
        #expect(status.isAvailable, "\(status.reason)")
        #expect(status.version.hasPrefix("bubblewrap 0."))
        #expect(status.version.contains(" on \(HostPlatform.name()) ("))
    }

    @Test func probeSaysHowToInstall() async throws {
        var configuration = SandboxConfiguration(cacheFolder: "/tmp/unused", environment: ["PATH": "/nowhere"])
        configuration.bubblewrapPath = nil
        let status = await SandboxEngine(configuration, groups: .unavailable()).probe()
        #expect(!status.isAvailable)
        #expect(status.reason.contains("apt-get install bubblewrap"))
    }
}
