import ContentAddressing
import Core
import Settlement

/// Takes the members of a wallet's file out one by one, so that what is left over is noticed.
struct WalletFields {
    private var members: [JSONValue.Member]

    init(_ bytes: [UInt8]) throws(CoreError) {
        let document: JSONValue
        do throws(CoreError) {
            document = try JSONValue(parsing: bytes, limits: JSONLimits(bytesMax: 4096, depthMax: 2, membersMax: 32))
        } catch {
            throw Self.failure(error.message)
        }
        guard case .object(let members) = document else { throw Self.failure("it is no JSON object") }
        self.members = members
    }

    func has(_ name: String) -> Bool { members.contains { $0.name == name } }

    mutating func number(_ name: String) throws(CoreError) -> Int64 {
        guard case .int(let number) = try take(name) else { throw Self.failure("\(name) is no number") }
        return number
    }

    mutating func text(_ name: String) throws(CoreError) -> String {
        guard case .string(let text) = try take(name) else { throw Self.failure("\(name) is no text") }
        return text
    }

    /// Bytes in lower-case hexadecimal digits.
    mutating func bytes(_ name: String, count: Int) throws(CoreError) -> [UInt8] {
        let text = try text(name)
        guard let bytes = Hex.bytes(text), bytes.count == count, Hex.text(bytes) == text else {
            throw Self.failure("\(name) is not \(count) bytes in lower-case hexadecimal digits")
        }
        return bytes
    }

    mutating func digest(_ name: String) throws(CoreError) -> Digest256 {
        try bytes(name, count: Digest256.byteCount).withUnsafeBytes { Digest256($0) }
    }

    /// Refuses members that are left over.
    func end() throws(CoreError) {
        if let member = members.first { throw Self.failure("\(member.name) does not belong there") }
    }

    private mutating func take(_ name: String) throws(CoreError) -> JSONValue {
        guard let index = members.firstIndex(where: { $0.name == name }) else {
            throw Self.failure("\(name) is missing")
        }
        return members.remove(at: index).value
    }

    private static func failure(_ message: String) -> CoreError {
        CoreError(
            .corrupt,
            "this is no wallet: \(message)",
            hint: "restore it from a copy",
            component: "Wallet"
        )
    }
}
