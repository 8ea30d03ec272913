import Foundation
import TestKit
import Testing

extension DevstackTests {
    /// The trustless gateway by raw requests.
    @Suite struct GatewayTests {
        /// Adds a folder with `a.txt` and `deep/b.bin`; gives its CID.
        private static func add(in folder: TemporaryFolder) async throws -> String {
            try folder.write("a file\n", to: "data/a.txt")
            try folder.write(Data((0..<600_000).map { UInt8(truncatingIfNeeded: $0 / 7) }), to: "data/deep/b.bin")
            return try await Devstack.current.answer("data", "add", "-q", "data", in: folder)
        }

        @Test func blocksAndArchives() async throws {
            let bacalhau = try Devstack.current
            try await TemporaryFolder.with { folder in
                let cid = try await Self.add(in: folder)
                let block = try await bacalhau.http.get("/ipfs/\(cid)?format=raw")
                #expect(block.status == 200 && block.headers["content-type"] == "application/vnd.ipld.raw", "\(block)")
                #expect(block.headers["etag"]?.contains(cid) == true)
                let car = try await bacalhau.http.get("/ipfs/\(cid)?format=car")
                #expect(car.headers["content-type"]?.hasPrefix("application/vnd.ipld.car") == true)
                #expect(car.body == (try await bacalhau("data", "export", cid).output))
                let accepted = ["Accept": "application/vnd.ipld.car; version=1; order=dfs; dups=n"]
                #expect(try await bacalhau.http.get("/ipfs/\(cid)", headers: accepted).body == car.body)
                let file = try await bacalhau.http.get("/ipfs/\(cid)/a.txt?format=car&dag-scope=entity")
                #expect(file.status == 200 && file.body.count < car.body.count)
                try folder.write(car.body, to: "gateway.car")
                #expect(try await bacalhau.answer("data", "import", "-q", "gateway.car", in: folder) == cid)
            }
        }

        @Test func filesAndRanges() async throws {
            let http = try Devstack.current.http
            try await TemporaryFolder.with { folder in
                let cid = try await Self.add(in: folder)
                let whole = try await http.get("/ipfs/\(cid)/deep/b.bin")
                #expect(whole.body == (try folder.data("data/deep/b.bin")))
                let part = try await http.get("/ipfs/\(cid)/deep/b.bin", headers: ["Range": "bytes=300000-300009"])
                #expect(part.status == 206 && part.body == whole.body[300_000...300_009], "\(part)")
                let head = try await http.send("HEAD", "/ipfs/\(cid)/a.txt")
                #expect(head.status == 200 && head.headers["content-length"] == "7", "\(head)")
            }
        }

        @Test func whatIsNotThere() async throws {
            let http = try Devstack.current.http
            try await TemporaryFolder.with { folder in
                let cid = try await Self.add(in: folder)
                let statuses = [
                    ("/ipfs/\(cid)/none?format=raw", 404), ("/ipfs/\(cid)/a.txt/below?format=raw", 404),
                    ("/ipfs/\(Unheld.cid)?format=raw", 404), ("/ipfs/nonsense?format=raw", 400),
                    ("/ipfs/\(cid)?format=tar", 406), ("/ipfs/\(cid)", 400),
                    ("/ipfs/\(cid)/../../../etc/passwd", 400),
                ]
                for (target, status) in statuses {
                    let reply = try await http.get(target)
                    #expect(reply.status == status || (status == 400 && reply.status == 404), "\(target): \(reply)")
                }
            }
        }
    }
}
