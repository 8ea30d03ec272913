import Testing

@testable import ContentAddressing

struct CARDecoderTests {
    static let block = FileReaderTests.raw("content")
    static let archive = CARArchive.encode(roots: [block.cid], blocks: [block])

    /// A v2 frame around a v1 archive.
    static func v2(_ payload: [UInt8], padding: Int = 0, dataOffset: UInt64? = nil, dataBytes: UInt64? = nil) -> [UInt8]
    {
        var bytes = hex("0aa16776657273696f6e02") + [UInt8](repeating: 0, count: 16)
        let words: [UInt64] = [dataOffset ?? UInt64(51 + padding), dataBytes ?? UInt64(payload.count), 0]
        for word in words {
            withUnsafeBytes(of: word.littleEndian) { bytes += Array($0) }
        }
        return bytes + [UInt8](repeating: 0, count: padding) + payload
    }

    @Test func roundTripOfHeadersWithAnyNumberOfRoots() throws {
        let v0 = CID(v0: SHA256Hasher.digest(of: utf8("v0")))
        for roots in [[], [Self.block.cid], [v0, Self.block.cid, v0]] {
            let decoded = try CARArchive(CARArchive.encode(roots: roots, blocks: [Self.block, Self.block]))
            #expect(decoded.header == CARHeader(roots: roots))
            #expect(decoded.blocks == [Self.block, Self.block])
        }
        #expect(CAREncoder.header(roots: [Self.block.cid]).count == 59)
        #expect(CAREncoder.header(roots: [Self.block.cid]).first == 0x3a)
    }

    @Test func framesMayHavePaddingAndTrailers() throws {
        let decoded = try CARArchive(Self.v2(Self.archive, padding: 7) + [1, 2, 3], pieceBytes: 3)
        #expect(decoded.header == CARHeader(version: .v2, roots: [Self.block.cid]))
        #expect(decoded.blocks == [Self.block])
    }

    static let broken: [(String, [UInt8], ContentError.Code)] = [
        ("empty", [], .truncated),
        ("header length only", hex("3a"), .truncated),
        ("zero header", hex("00"), .invalidCAR),
        ("huge header", hex("81808010"), .limitExceeded),
        ("endless length", hex("ffffffffffffffffffff"), .invalidCAR),
        ("padded length", hex("ba00"), .invalidCAR),
        ("version 3", hex("0aa16776657273696f6e03"), .invalidCAR),
        ("v1 without roots", hex("0aa16776657273696f6e01"), .invalidCAR),
        ("no version", hex("0aa16776657273696f6d01"), .invalidCAR),
        (
            "roots are no links", hex("13a265726f6f74738101") + hex("6776657273696f6e01").dropLast() + [1, 0],
            .invalidCAR
        ),
        ("zero section", archive + [0], .invalidCAR),
        ("huge section", archive + hex("81808004"), .limitExceeded),
        ("section without CID", archive + [1, 0], .invalidCAR),
        ("cut section", archive.dropLast(), .truncated),
        ("wrong block", archive.dropLast() + [0], .hashMismatch),
        ("v2 cut in its header", v2([]).dropLast(), .truncated),
        ("v2 cut in padding", v2([], padding: 9).dropLast(), .truncated),
        ("v2 data before its end", v2(archive, dataOffset: 50), .invalidCAR),
        ("v2 data overflows", v2(archive, dataBytes: .max), .invalidCAR),
        ("v2 data longer than the archive", v2(archive, dataBytes: UInt64(archive.count + 5)), .truncated),
        ("v2 data ends inside a section", v2(archive, dataBytes: UInt64(archive.count - 5)), .invalidCAR),
        ("v2 inside v2", v2(v2(archive)), .invalidCAR),
    ]

    @Test(arguments: broken.indices)
    func brokenArchivesAreRefused(_ index: Int) throws {
        let (what, bytes, code) = Self.broken[index]
        let error = try #require(contentError { _ = try CARArchive(bytes) }, "\(what)")
        #expect(error.code == code, "\(what): \(error)")
        #expect(error.message.hasPrefix("CAR archive, byte "))
        #expect(contentError { _ = try CARArchive(bytes, pieceBytes: 1) }?.code == code)
    }

    @Test func lengthsAreRefusedBeforeTheBytesArrive() throws {
        var decoder = CARDecoder()
        var length: [UInt8] = []
        Varint.encode(UInt64(CARDecoder.headerBytesMax) + 1, into: &length)
        decoder.append(length)
        #expect(contentError { _ = try decoder.next() }?.code == .limitExceeded)
    }

    @Test func checksCanBeTurnedOff() throws {
        var options = CARDecoder.Options()
        options.verifiesBlocks = false
        let decoded = try CARArchive(Self.archive.dropLast() + [0], options: options)
        #expect(decoded.blocks.count == 1)
        let blake = CID.raw(try Multihash(code: .blake2b256, digest: [UInt8](repeating: 1, count: 32)))
        let foreign = CARArchive.encode(roots: [blake], blocks: [Block(cid: blake, bytes: [1])])
        #expect(try CARArchive(foreign, options: options).blocks.map(\.cid) == [blake])
        #expect(contentError { _ = try CARArchive(foreign) }?.code == .unsupportedHash)
    }

    @Test func zeroSectionsMayEndAnArchive() throws {
        var options = CARDecoder.Options()
        options.zeroLengthSectionEnds = true
        let padded = Self.archive + [UInt8](repeating: 0, count: 100)
        #expect(try CARArchive(padded, options: options).blocks == [Self.block])
    }

    @Test func nothingComesAfterTheEnd() throws {
        var decoder = CARDecoder()
        decoder.append(Self.archive)
        decoder.finish()
        _ = try decoder.next()
        _ = try decoder.next()
        #expect(try decoder.next() == .end)
        #expect(try decoder.next() == .end)
    }
}
