import ContentAddressing
import Core
import Foundation
import Synchronization

/// A node's unconfirmed outcomes in one JSON file, replaced as a whole by renaming.
final class JournalFile: NodeJournal {
    private let path: String
    private let reports = Mutex<[ExecutionReport]>([])

    init(path: String) { self.path = path }

    func save(_ added: [ExecutionReport]) throws {
        let all = reports.withLock { reports in
            let ids = Set(added.map(\.executionID))
            reports.removeAll { ids.contains($0.executionID) }
            reports += added
            return reports
        }
        try write(all)
    }

    func remove(_ ids: [ExecutionID]) throws {
        let gone = Set(ids)
        let rest = reports.withLock { reports in
            reports.removeAll { gone.contains($0.executionID) }
            return reports
        }
        try write(rest)
    }

    func load() throws -> [ExecutionReport] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        // An unreadable journal costs a repeated run, not a result: what is confirmed is with the orchestrator.
        guard let value = try? JSONValue(parsing: Array(data)), let items = value.arrayValue else { return [] }
        let loaded = items.compactMap { try? Self.report($0) }
        reports.withLock { $0 = loaded }
        return loaded
    }

    private func write(_ all: [ExecutionReport]) throws {
        var bytes: [UInt8] = []
        JSONValue.array(all.map(Self.json)).write(into: &bytes, pretty: false)
        try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    private static let endings: [(ExecutionReport.Ending, String)] = [
        (.completed, "completed"), (.failed, "failed"), (.cancelled, "cancelled"), (.rejected, "rejected"),
    ]

    private static func json(_ report: ExecutionReport) -> JSONValue {
        var members = [
            JSONValue.Member("ID", .string(report.executionID.text)),
            JSONValue.Member("Ending", .string(endings.first { $0.0 == report.ending }?.1 ?? "failed")),
            JSONValue.Member("Message", .string(report.message)),
            JSONValue.Member("IsPermanent", .bool(report.isPermanent)),
            JSONValue.Member("IsRepeatable", .bool(report.isRepeatable)),
            JSONValue.Member("ResultTsize", .int(Int64(clamping: report.resultTsize))),
            JSONValue.Member("Published", report.published.wireValue),
            JSONValue.Member("Usage", report.usage.wireValue),
        ]
        if let output = report.output { members.append(JSONValue.Member("Output", output.wireValue)) }
        if let result = report.result { members.append(JSONValue.Member("Result", .string(result.description))) }
        return .object(members)
    }

    private static func report(_ value: JSONValue) throws -> ExecutionReport {
        let reader = DocumentReader(value)
        let id = try reader["ID"]?.text() ?? ""
        let ending = try reader["Ending"]?.text() ?? ""
        var report = ExecutionReport(
            executionID: ExecutionID(id),
            ending: endings.first { $0.1 == ending }?.0 ?? .failed,
            message: try reader["Message"]?.text() ?? ""
        )
        report.isPermanent = try reader["IsPermanent"]?.flag() ?? false
        report.isRepeatable = try reader["IsRepeatable"]?.flag() ?? false
        report.resultTsize = UInt64(clamping: try reader["ResultTsize"]?.integer() ?? 0)
        if let published = value[anyCase: "Published"] { report.published = try TypedSpec(wire: published) }
        if let usage = value[anyCase: "Usage"] { report.usage = try Usage(wire: usage) }
        if let output = value[anyCase: "Output"] { report.output = try RunOutput(wire: output) }
        if let result = try reader["Result"]?.text() { report.result = try CID(parsing: result) }
        return report
    }
}
