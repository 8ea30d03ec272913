import ContentAddressing
import Core
import Settlement

/// Reads the members of the ledger's JSON; what is missing or of another form throws `corrupt`.
struct LedgerReader {
    private let json: JSONValue

    init(_ json: JSONValue) { self.json = json }

    func int(_ name: String) throws(CoreError) -> Int64 {
        guard case .int(let value) = json[anyCase: name] else { throw Self.failure(name, "a whole number") }
        return value
    }

    /// A number that is not below 0; above 2⁶³-1 it is a text.
    func number(_ name: String) throws(CoreError) -> UInt64 {
        switch json[anyCase: name] {
        case .int(let value):
            if let number = UInt64(exactly: value) { return number }
        case .string(let text):
            if let number = UInt64(text) { return number }
        default: break
        }
        throw Self.failure(name, "a whole number from 0")
    }

    func flag(_ name: String) throws(CoreError) -> Bool {
        guard case .bool(let value) = json[anyCase: name] else { throw Self.failure(name, "true or false") }
        return value
    }

    func text(_ name: String) throws(CoreError) -> String {
        guard case .string(let value) = json[anyCase: name] else { throw Self.failure(name, "a text") }
        return value
    }

    func digest(_ name: String) throws(CoreError) -> Digest256 {
        guard let value = try optionalDigest(name) else { throw Self.failure(name, "64 hexadecimal digits") }
        return value
    }

    func optionalDigest(_ name: String) throws(CoreError) -> Digest256? {
        switch json[anyCase: name] {
        case nil, .null: return nil
        case .string(let text):
            if let value = Digest256(hex: text) { return value }
        default: break
        }
        throw Self.failure(name, "64 hexadecimal digits")
    }

    /// Bytes in hexadecimal digits.
    func bytes(_ name: String) throws(CoreError) -> [UInt8] {
        guard case .string(let text) = json[anyCase: name], let value = Hex.bytes(text) else {
            throw Self.failure(name, "hexadecimal digits")
        }
        return value
    }

    func items(_ name: String) throws(CoreError) -> [LedgerReader] {
        guard case .array(let items) = json[anyCase: name] else { throw Self.failure(name, "a list") }
        return items.map { LedgerReader($0) }
    }

    func member(_ name: String) throws(CoreError) -> JSONValue {
        guard let value = json[anyCase: name] else { throw Self.failure(name, "there") }
        return value
    }

    private static func failure(_ name: String, _ form: String) -> CoreError {
        CoreError(
            .corrupt,
            "the ledger's answer is not understood: \(name) is not \(form)",
            hint: "check that the address is that of a server of this version that runs a ledger",
            component: "Ledger"
        )
    }
}
