import ContentAddressing
import Core

/// One line of a ledger script: a JSON object whose members are asked for by name.
struct ScriptLine: Sendable {
    private let value: JSONValue

    init(_ text: String) throws(SettlementError) {
        do throws(CoreError) {
            value = try JSONValue(parsing: text, limits: JSONLimits(bytesMax: 1 << 20, depthMax: 4, membersMax: 10_000))
        } catch {
            throw SettlementError(.malformed, error.message)
        }
        guard case .object = value else { throw SettlementError(.malformed, "a line has to be a JSON object") }
    }

    private init(_ value: JSONValue) { self.value = value }

    private func member(_ name: String) -> JSONValue? {
        guard case .object(let members) = value else { return nil }
        return members.last { $0.name == name }?.value
    }

    func has(_ name: String) -> Bool { member(name) != nil }

    func text(_ name: String) throws(SettlementError) -> String {
        guard case .string(let text) = member(name) else { throw missing(name, "a text") }
        return text
    }

    func optionalText(_ name: String) -> String? { member(name)?.stringValue }

    /// A whole number; one that is written as a text may be larger.
    func number(_ name: String) throws(SettlementError) -> Int64 {
        switch member(name) {
        case .int(let number): return number
        case .string(let text):
            if let number = Int64(text) { return number }
        default: break
        }
        throw missing(name, "a whole number")
    }

    func unsigned(_ name: String) throws(SettlementError) -> UInt64 {
        switch member(name) {
        case .int(let number):
            if let number = UInt64(exactly: number) { return number }
        case .string(let text):
            if let number = UInt64(text) { return number }
        default: break
        }
        throw missing(name, "a whole number that is not negative")
    }

    func unsigned32(_ name: String) throws(SettlementError) -> UInt32 {
        guard let number = UInt32(exactly: try unsigned(name)) else { throw missing(name, "a smaller number") }
        return number
    }

    func flag(_ name: String) throws(SettlementError) -> Bool {
        guard case .bool(let flag) = member(name) else { throw missing(name, "true or false") }
        return flag
    }

    func digest(_ name: String) throws(SettlementError) -> Digest256 {
        guard let digest = Digest256(hex: try text(name)) else { throw missing(name, "64 hexadecimal digits") }
        return digest
    }

    func bytes(_ name: String) throws(SettlementError) -> [UInt8] {
        guard let bytes = Hex.bytes(try text(name)) else { throw missing(name, "hexadecimal digits") }
        return bytes
    }

    func items(_ name: String) throws(SettlementError) -> [ScriptLine] {
        guard let value = member(name) else { return [] }
        guard case .array(let items) = value else { throw missing(name, "a list") }
        return items.map { ScriptLine($0) }
    }

    func sealing() throws(SettlementError) -> Sealing {
        switch optionalText("sealing") {
        case nil, "hpke": return .hpke
        case "tag": return .tag
        default: throw missing("sealing", "hpke or tag")
        }
    }

    /// Parameters that this line changes.
    func params(over defaults: Params) throws(SettlementError) -> Params {
        var params = defaults
        guard let value = member("params") else { return params }
        guard case .object(let members) = value else { throw missing("params", "an object") }
        for member in members {
            switch member.value {
            case .int(let number) where Params()[name: member.name] != nil: params[name: member.name] = number
            case .bool(let flag) where member.name == "audit_e": params.auditsCiphertext = flag
            default: throw SettlementError(.malformed, "no parameter is called \(member.name), or not a number")
            }
        }
        return params
    }

    func opening() throws(SettlementError) -> Opening {
        Opening(
            receipt: try digest("receipt"),
            fuel: try unsigned("fuel"),
            pages: try unsigned("pages"),
            blob: try digest("blob"),
            rho: try digest("rho")
        )
    }

    private func missing(_ name: String, _ kind: String) -> SettlementError {
        SettlementError(.malformed, "the member \(name) has to be \(kind)")
    }
}
