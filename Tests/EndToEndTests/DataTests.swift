import Foundation
import TestKit
import Testing

extension DevstackTests {
    /// Content in and out.
    @Suite struct DataTests {
        @Test func thereAndBack() async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                let large = Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 256) })
                try folder.write(large, to: "data/deep/large.bin")
                try folder.write("", to: "data/empty")
                try folder.write("small", to: "data/a name with spaces ü.txt")
                let cid = try await bacalhau.answer("data", "add", "-q", "data", in: folder)
                #expect(try await bacalhau.answer("data", "cid", "-q", "data", in: folder) == cid)
                #expect(try await bacalhau.answer("data", "add", "-q", "--copy", "data", in: folder) == cid)

                let roots = try await bacalhau.json("data", "list")["Items"].items
                #expect(roots.contains { $0["CID"].string == cid })
                let names = try await bacalhau.json("data", "ls", cid)["Items"].items.compactMap { $0["Name"].string }
                #expect(names.sorted() == ["a name with spaces ü.txt", "deep", "empty"])
                let below = try await bacalhau.json("data", "ls", cid + "/deep")["Items"].items
                #expect(below.first?["ContentBytes"].int == large.count)
                let cat = try await bacalhau("data", "cat", cid + "/deep/large.bin")
                #expect(cat.output == large)
                let stat = try await bacalhau.json("data", "stat", cid)
                #expect(stat["Kind"].string == "directory")
                #expect(stat["ContentBytes"].int == large.count + 5)
                #expect(!stat["Holders"].items.isEmpty)
                let verified = try await bacalhau.json("data", "verify", cid)
                #expect(verified["Problems"].items.isEmpty)
                #expect((verified["Blocks"].int ?? 0) > 3)

                let got = try await bacalhau("data", "get", cid, "--output-dir", "got", in: folder)
                #expect(got.status == 0, "\(got)")
                let compared = try await Child.run("/usr/bin/diff", ["-r", "data", "got"], workingFolder: folder.path)
                #expect(compared.status == 0, "\(compared)")
            }
        }

        @Test func aCARLeavesAndComesBack() async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                try folder.write(String(repeating: "carried ", count: 100_000) + folder.path, to: "data/a.txt")
                let cid = try await bacalhau.answer("data", "add", "-q", "--copy", "data", in: folder)
                let export = try await bacalhau("data", "export", cid, "--output-file", "data.car", in: folder)
                #expect(export.status == 0, "\(export)")
                let again = try await bacalhau("data", "export", cid, "--output-file", "data.car", in: folder)
                #expect(again.status == 1, "\(again)")
                let piped = try await bacalhau("data", "export", cid)
                #expect(piped.output == (try folder.data("data.car")))

                let removed = try await bacalhau("data", "rm", cid)
                #expect(removed.status == 0, "\(removed)")
                let roots = try await bacalhau.json("data", "list")["Items"].items
                #expect(!roots.contains { $0["CID"].string == cid })

                let back = try await bacalhau.answer("data", "import", "-q", "data.car", in: folder)
                #expect(back == cid)
                let text = try await bacalhau("data", "cat", cid + "/a.txt")
                #expect(text.output == (try folder.data("data/a.txt")))
            }
        }

        @Test func aFileThatChangedIsNoticed() async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                try folder.write("as it was", to: "data/a.txt")
                let cid = try await bacalhau.answer("data", "add", "-q", "data", in: folder)
                try folder.write("not as it was", to: "data/a.txt")
                // Before the store has noticed, and after.
                let first = try await bacalhau("run", "-e", "cat /inputs/*", "-c", cid, "--wait-timeout", "20s")
                #expect(first.status == 1, "\(first)")
                #expect(first.error.contains(folder.path + "/data/a.txt had 9 bytes and has 13 now"), "\(first)")
                #expect(!first.error.contains("tries"), "\(first)")
                let verify = try await bacalhau("data", "verify", cid)
                #expect(verify.status == 1, "\(verify)")
                #expect(verify.error.contains("data/a.txt had 9 bytes and has 13 now"), "\(verify)")
                let run = try await bacalhau("run", "-e", "cat /inputs/*", "-c", cid, "--wait-timeout", "20s")
                #expect(run.status == 1, "\(run)")
                #expect(!run.text.contains("not as it was"), "\(run)")
                for wanted in [folder.path + "/data/a.txt", "had 9 bytes and has 13 now", "bacalhau data add"] {
                    #expect(run.error.contains(wanted), "\(run)")
                }
                #expect(!run.error.contains("has not ended"), "\(run)")
                _ = try await bacalhau("data", "rm", cid)
            }
        }

        @Test(arguments: ["unixfs-v0-2015", "unixfs-v1-2025"])
        func aProfileDecidesTheCID(profile: String) async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                try folder.write("hello", to: "a.txt")
                let cid = try await bacalhau.answer("data", "cid", "-q", "--profile", profile, "a.txt", in: folder)
                #expect(
                    try await bacalhau.answer("data", "add", "-q", "--profile", profile, "a.txt", in: folder) == cid
                )
                #expect(cid.hasPrefix("Qm") == (profile == "unixfs-v0-2015"))
            }
        }

        @Test func theResultIsContent() async throws {
            let bacalhau = try Devstack.current
            let job = try await bacalhau.json("run", "-e", "echo kept > /outputs/a")["Job"]
            let result = try #require(job["Result"].string)
            #expect(try await bacalhau.answer("data", "cat", result + "/outputs/a") == "kept")
            let run = try await bacalhau("run", "-q", "-e", "cat /inputs/outputs/a", "-c", result)
            #expect(run.text == "kept\n", "\(run)")
        }
    }
}
