package import Core

/// The figures of one scenario in the reference simulation of the protocol.
package struct ReferenceRow: Hashable, Sendable {
    /// A group of nodes or clients: how many jobs, and what one made or cost.
    package struct Group: Hashable, Sendable {
        package var name: String
        package var jobs: Int
        package var value: Double?
        package var verifications: Int
        package var slashes: Int
    }

    package var name: String
    package var deals: Int
    package var verified: Int
    package var replicasPerDeal: Double
    package var costPerDeal: Double
    package var wrong: Int
    package var honestSlashed: Int
    package var noResult: Int
    package var lieRate: Double?
    package var gain: Double?
    package var groups: [Group]
    package var clients: [Group]

    /// Reads a table of rows; throws `badRequest` when a member is missing.
    package static func rows(of document: JSONValue) throws(CoreError) -> [ReferenceRow] {
        guard let rows = document[anyCase: "rows"]?.arrayValue else { throw missing("rows") }
        var result: [ReferenceRow] = []
        for row in rows { result.append(try ReferenceRow(row)) }
        return result
    }

    private init(_ row: JSONValue) throws(CoreError) {
        guard let name = row[anyCase: "name"]?.stringValue else { throw Self.missing("name") }
        self.name = name
        deals = try Self.count("deals", in: row)
        verified = try Self.count("verified", in: row)
        replicasPerDeal = try Self.number("replicasPerDeal", in: row)
        costPerDeal = try Self.number("clientCostPerDeal", in: row)
        wrong = try Self.count("wrong", in: row)
        honestSlashed = try Self.count("honestSlashed", in: row)
        noResult = try Self.count("noResult", in: row)
        lieRate = try? Self.number("lieRate", in: row)
        gain = try? Self.number("gain", in: row)
        groups = []
        clients = []
        for group in row[anyCase: "groups"]?.arrayValue ?? [] {
            groups.append(
                Group(
                    name: group[anyCase: "name"]?.stringValue ?? "",
                    jobs: try Self.count("primaryJobs", in: group),
                    value: try? Self.number("profit", in: group),
                    verifications: try Self.count("verifications", in: group),
                    slashes: try Self.count("slashes", in: group)
                )
            )
        }
        for client in row[anyCase: "clients"]?.arrayValue ?? [] {
            clients.append(
                Group(
                    name: client[anyCase: "name"]?.stringValue ?? "",
                    jobs: try Self.count("jobs", in: client),
                    value: try Self.number("cost", in: client),
                    verifications: 0,
                    slashes: 0
                )
            )
        }
    }

    private static func count(_ name: String, in value: JSONValue) throws(CoreError) -> Int {
        guard case .int(let number) = value[anyCase: name] else { throw missing(name) }
        return Int(number)
    }

    private static func number(_ name: String, in value: JSONValue) throws(CoreError) -> Double {
        switch value[anyCase: name] {
        case .double(let number): return number
        case .int(let number): return Double(number)
        default: throw missing(name)
        }
    }

    private static func missing(_ name: String) -> CoreError {
        CoreError(.badRequest, "the reference table has no \(name)", component: "Simulator")
    }
}
