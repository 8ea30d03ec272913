import Core
import Foundation
import Logging

/// Writes each message as one JSON object on one line of standard error.
struct JSONLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var members = [
            JSONValue.Member("time", .string(RFC3339.text(Timestamp.wallClock()))),
            JSONValue.Member("level", .string(event.level.rawValue)),
            JSONValue.Member("message", .string(event.message.description)),
        ]
        let all = metadata.merging(event.metadata ?? [:]) { $1 }.merging(metadataProvider?.get() ?? [:]) { first, _ in
            first
        }
        for key in all.keys.sorted() { members.append(JSONValue.Member(key, .string(all[key]?.description ?? ""))) }
        var line: [UInt8] = []
        JSONValue.object(members).write(into: &line, pretty: false)
        line.append(0x0A)
        FileHandle.standardError.write(Data(line))
    }
}
