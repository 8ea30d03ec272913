import ArgumentParser
import Core

/// How a document without a shape of its own is shown.
enum AgentViews {
    /// Names and values of the document's leaves.
    static func answer(_ document: JSONValue) -> Answer {
        var table = Table(columns: [.init("NAME"), .init("VALUE")])
        for (name, value) in leaves(document, below: "") { table.add([.init(name), .init(value)]) }
        return Answer(document: document, table: table, identifiers: table.rows.map { $0[1].raw })
    }

    private static func leaves(_ value: JSONValue, below path: String) -> [(String, String)] {
        switch value {
        case .object(let members) where !members.isEmpty:
            members.flatMap { leaves($0.value, below: path.isEmpty ? $0.name : "\(path).\($0.name)") }
        case .array(let items) where items.contains(where: isNested):
            items.enumerated().flatMap { leaves($1, below: "\(path)[\($0)]") }
        case .array(let items): [(path, items.map(text).joined(separator: ", "))]
        default: [(path, text(value))]
        }
    }

    private static func isNested(_ value: JSONValue) -> Bool {
        switch value {
        case .object, .array: true
        default: false
        }
    }

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        case .null, .object([]): ""
        default: value.jsonText()
        }
    }
}
