import Foundation

/// The WebAssembly program of load tests: it counts up to a number and ends.
struct LoadProgram {
    static let loopsMax = 1 << 30

    private let bytes: [UInt8]

    var base64: String { Data(bytes).base64EncodedString() }

    /// `(module (func (export "_start") …))` whose loop is gone through so often; 0 makes an empty function.
    init(loops: Int) {
        let head: [UInt8] = [
            0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00,
            0x07, 0x0A, 0x01, 0x06, 0x5F, 0x73, 0x74, 0x61, 0x72, 0x74, 0x00, 0x00,
        ]
        guard loops > 0 else {
            bytes = head + [0x0A, 0x04, 0x01, 0x02, 0x00, 0x0B]
            return
        }
        // (local i32) (loop (br_if 0 (i32.ne (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const N))))
        let body: [UInt8] =
            [0x01, 0x01, 0x7F, 0x03, 0x40, 0x20, 0x00, 0x41, 0x01, 0x6A, 0x22, 0x00, 0x41] + Self.signed(loops)
            + [0x47, 0x0D, 0x00, 0x0B, 0x0B]
        let function = [0x01, UInt8(body.count)] + body
        bytes = head + [0x0A, UInt8(function.count)] + function
    }

    /// A number in LEB128, signed.
    private static func signed(_ number: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = number
        while true {
            let low = UInt8(rest & 0x7F)
            rest >>= 7
            if rest == 0, low & 0x40 == 0 { return bytes + [low] }
            bytes.append(low | 0x80)
        }
    }
}
