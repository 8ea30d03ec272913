package import Core
import Glibc
package import Settlement

/// The wallets of a user: one file for each name.
package struct WalletFolder: Sendable {
    /// A wallet by its name.
    package struct Named: Hashable, Sendable {
        package var name: String
        package var file: WalletFile

        package init(name: String, file: WalletFile) {
            self.name = name
            self.file = file
        }
    }

    private static let suffix = ".wallet"
    private static let nameBytesMax = 64

    let path: String

    /// The folder need not be there yet.
    package init(_ path: String) { self.path = path }

    /// Keeps a new wallet; throws `conflict` when the name is taken.
    package func create(_ name: String, _ file: WalletFile) throws(CoreError) {
        try Self.check(name)
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw CoreError(
                .io,
                "cannot make the folder \(path)",
                component: "Wallet",
                cause: String(cString: strerror(errno))
            )
        }
        do throws(CoreError) {
            try PrivateFile.create(filePath(name), file.bytes)
        } catch {
            guard error.code == .conflict else { throw error }
            throw CoreError(
                .conflict,
                "there is a wallet called \(name) already",
                hint: "choose another name",
                component: "Wallet"
            )
        }
    }

    /// A wallet; throws `notFound`.
    package func wallet(_ name: String) throws(CoreError) -> WalletFile {
        try Self.check(name)
        do throws(CoreError) {
            return try WalletFile(decoding: try PrivateFile.read(filePath(name)))
        } catch {
            guard error.code == .notFound else { throw error }
            throw CoreError(
                .notFound,
                "there is no wallet called \(name) in \(path)",
                hint: "list them with 'bacalhau wallet list', or make it with 'bacalhau wallet create \(name)'",
                component: "Wallet"
            )
        }
    }

    /// All wallets in the order of their names; one that cannot be read throws.
    package func list() throws(CoreError) -> [Named] {
        guard let folder = opendir(path) else {
            if errno == ENOENT { return [] }
            throw CoreError(.io, "cannot read \(path)", component: "Wallet", cause: String(cString: strerror(errno)))
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let text = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard text.hasSuffix(Self.suffix) else { continue }
            let name = String(text.dropLast(Self.suffix.count))
            if Self.isName(name) { names.append(name) }
        }
        var wallets: [Named] = []
        for name in names.sorted() { wallets.append(Named(name: name, file: try wallet(name))) }
        return wallets
    }

    /// The account that a text names: a wallet's, or 64 hexadecimal digits.
    package func account(_ text: String) throws(CoreError) -> AccountID {
        if let account = AccountID(hex: text) { return account }
        return try wallet(text).account
    }

    private func filePath(_ name: String) -> String { path + "/" + name + Self.suffix }

    private static func check(_ name: String) throws(CoreError) {
        guard isName(name) else {
            throw CoreError(
                .badRequest,
                "'\(name)' cannot be a wallet's name",
                hint:
                    "use up to \(nameBytesMax) lower-case letters, digits, '-', '_' and '.', "
                    + "starting with a letter or digit",
                component: "Wallet"
            )
        }
    }

    private static func isName(_ name: String) -> Bool {
        let isWord: (UInt8) -> Bool = { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        guard let first = name.utf8.first, isWord(first), name.utf8.count <= nameBytesMax else { return false }
        return name.utf8.allSatisfy { isWord($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E }
    }
}
