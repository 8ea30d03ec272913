import ContentAddressing
import Core
import Foundation
import Ledger
import Settlement
import TestKit
import Testing

@Suite struct WalletTests {
    private static let passphrase = Array("correct horse".utf8)

    @Test func aSealedWalletOpensWithItsPassphraseOnly() throws {
        let seed = Digest256(repeating: 7)
        let file = try WalletFile(decoding: try WalletFile(seed: seed, passphrase: Self.passphrase).bytes)
        #expect(file.isSealed)
        #expect(try file.key(passphrase: Self.passphrase).publicKey == file.publicKey)
        let account = try LedgerScene.key(7).account
        #expect(file.account == account)
        #expect(!String(decoding: file.bytes, as: UTF8.self).contains(seed.hex))
        for wrong in [nil, [], Array("correct horse ".utf8)] as [[UInt8]?] {
            let error = #expect(throws: CoreError.self) { try file.key(passphrase: wrong) }
            #expect(error?.code == .forbidden)
        }
    }

    @Test func aPlainWalletIsRead() throws {
        let file = try WalletFile(seed: Digest256(repeating: 7), passphrase: nil)
        #expect(!file.isSealed)
        #expect(try WalletFile(decoding: file.bytes) == file)
        #expect(try file.key(passphrase: nil).publicKey == file.publicKey)
    }

    @Test(arguments: [true, false])
    func cutOrChangedFilesAreRefused(isSealed: Bool) throws {
        let file = try WalletFile(seed: Digest256(repeating: 7), passphrase: isSealed ? Self.passphrase : nil)
        let bytes = file.bytes
        // The last byte is a line break, which no reader needs.
        for count in 0..<(bytes.count - 1) {
            #expect(throws: CoreError.self) { try WalletFile(decoding: Array(bytes[..<count])) }
        }
        var random = SplitMix64(seed: 1)
        var changed = 0
        for place in bytes.indices where bytes[place] > 0x20 {
            var mutated = bytes
            mutated[place] = 0x30 + UInt8(random.below(10))
            guard mutated != bytes else { continue }
            changed += 1
            // What can still be read is another sealed text, and that does not open: trying each would take minutes.
            guard let read = try? WalletFile(decoding: mutated) else { continue }
            #expect(isSealed && read.publicKey == file.publicKey && read != file)
            if changed % 40 == 0 {
                #expect(throws: CoreError.self) { try read.key(passphrase: Self.passphrase) }
            }
        }
        #expect(changed > 100)
    }

    static let forms: [(name: String, change: @Sendable (String) -> String)] = [
        ("another version", { $0.replacingOccurrences(of: "\"version\": 1", with: "\"version\": 2") }),
        ("a member too many", { $0.replacingOccurrences(of: "\"version\": 1,", with: "\"version\": 1, \"x\": 1,") }),
        ("a member twice", { $0.replacingOccurrences(of: "\"version\": 1,", with: "\"version\": 1, \"version\": 1,") }),
        ("cheap rounds", { $0.replacingOccurrences(of: "32768", with: "2") }),
        ("rounds without end", { $0.replacingOccurrences(of: "32768", with: "1073741824") }),
        ("another cipher", { $0.replacingOccurrences(of: "scrypt-chacha20poly1305", with: "none") }),
        ("a list", { "[" + $0 + "]" }), ("nothing", { _ in "{}" }), ("empty", { _ in "" }),
    ]

    @Test(arguments: forms.indices)
    func otherFormsAreRefused(index: Int) throws {
        let file = try WalletFile(seed: Digest256(repeating: 7), passphrase: Self.passphrase)
        let text = Self.forms[index].change(String(decoding: file.bytes, as: UTF8.self))
        #expect(throws: CoreError.self, "\(Self.forms[index].name)") { try WalletFile(decoding: Array(text.utf8)) }
    }

    @Test func aFolderKeepsWalletsByName() async throws {
        try await TemporaryFolder.with { folder in
            let wallets = WalletFolder(folder.path("wallets"))
            #expect(try wallets.list().isEmpty)
            let one = try WalletFile(seed: Digest256(repeating: 1), passphrase: nil)
            let two = try WalletFile(seed: Digest256(repeating: 2), passphrase: Self.passphrase)
            try wallets.create("two", two)
            try wallets.create("one", one)
            #expect(try wallets.list().map(\.name) == ["one", "two"])
            #expect(try wallets.wallet("two") == two)
            #expect(try wallets.account("one") == one.account)
            #expect(try wallets.account(two.account.description) == two.account)
            let taken = #expect(throws: CoreError.self) { try wallets.create("one", two) }
            #expect(taken?.code == .conflict)
            #expect(try wallets.wallet("one") == one)
            let missing = #expect(throws: CoreError.self) { try wallets.wallet("three") }
            #expect(missing?.code == .notFound)
            for name in ["", "..", "../x", "a/b", "A", "-x", ".x", String(repeating: "x", count: 65)] {
                let error = #expect(throws: CoreError.self) { try wallets.create(name, one) }
                #expect(error?.code == .badRequest)
            }
            let path = folder.path("wallets/one.wallet")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            let open = #expect(throws: CoreError.self) { try wallets.wallet("one") }
            #expect(open?.code == .forbidden)
        }
    }

    @Test func aSecretIsMadeOnceAndKept() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder.path("beacon.secret")
            let secret = try SecretFile.create(path)
            #expect(try SecretFile.read(path) == secret)
            #expect(throws: CoreError.self) { try SecretFile.create(path) }
            #expect(try SecretFile.read(path) == secret)
            let bytes = try PrivateFile.read(path)
            for count in 0..<bytes.count {
                let cut = folder.path("cut-\(count)")
                try PrivateFile.create(cut, Array(bytes[..<count]))
                #expect(throws: CoreError.self) { try SecretFile.read(cut) }
            }
        }
    }
}
