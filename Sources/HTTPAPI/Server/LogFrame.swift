import Core
import NIOCore

/// The frames of v1's log stream: `{"value":{"Type":1,"Line":"…"}}`, and with `error` when following failed.
enum LogFrame {
    static func text(of line: LogLine) -> ByteBuffer {
        JSONCoding.buffer(["value": ["Type": .int(Int64(line.stream.rawValue)), "Line": .string(line.text)]])
    }

    static func text(of error: APIError) -> ByteBuffer {
        JSONCoding.buffer(["error": .string(error.description), "value": ["Type": .int(0), "Line": .string("")]])
    }
}
