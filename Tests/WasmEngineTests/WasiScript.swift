@testable import WasmEngine

/// Writes a module that makes WASI calls in a row: their error numbers go to stderr as bytes, what is shown to stdout.
struct WasiScript {
    /// Memory: scratch for answers below `textsAt`, texts, error numbers, one vector for showing.
    private static let textsAt = 0x4000
    private static let errorsAt = 0x1_8000
    private static let showAt = 0x1_9000
    static let memoryBytes = 2 * 65536
    /// A buffer of `bufferBytes` for what is read.
    static let buffer = 0x1000
    static let bufferBytes = 0x2000
    /// Where calls put small answers.
    static let answer = 0x100

    private var data = ""
    private var nextText = Self.textsAt
    private var body = ""
    private var calls = 0
    private var texts: [String: Int] = [:]

    /// An argument of a call.
    enum Argument: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
        case number(Int)
        /// Two arguments: pointer and length.
        case text(String)
        /// A number that an earlier call left in memory.
        case loaded(Int)

        init(integerLiteral value: Int) { self = .number(value) }
        init(stringLiteral value: String) { self = .text(value) }
    }

    mutating func address(of text: String) -> Int {
        if let known = texts[text] { return known }
        let start = nextText
        let bytes = text.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return "\\" + (digits.count == 1 ? "0" : "") + digits
        }
        data += "(data (i32.const \(start)) \"\(bytes.joined())\")\n"
        nextText += text.utf8.count
        texts[text] = start
        return start
    }

    /// Adds a call; its error number becomes the next byte of stderr.
    mutating func call(_ name: String, _ arguments: Argument...) {
        let function = HostFunction.all.first { $0.name == name }
        var values: [String] = []
        for argument in arguments {
            switch argument {
            case .number(let number): values.append("\(number)")
            case .loaded(let address): values.append("(i32.load (i32.const \(address)))")
            case .text(let text):
                values.append("\(address(of: text))")
                values.append("\(text.utf8.count)")
            }
        }
        let kinds = function?.parameters ?? []
        let words = zip(values, kinds).map { value, kind in
            value.hasPrefix("(") ? value : "(\(kind == .i64 ? "i64" : "i32").const \(value))"
        }
        body += "(i32.store8 (i32.const \(Self.errorsAt + calls)) (call $\(name) \(words.joined(separator: " "))))\n"
        calls += 1
    }

    /// Stores a 32-bit number.
    mutating func store(_ number: Int, at address: Int) {
        body += "(i32.store (i32.const \(address)) (i32.const \(number)))\n"
    }

    /// Stores a vector that describes bytes in memory, and returns its address.
    mutating func vector(_ pointer: Int, _ length: Int, at address: Int = 0x80) -> Int {
        store(pointer, at: address)
        store(length, at: address + 4)
        return address
    }

    /// Writes a text to a descriptor.
    mutating func write(_ text: String, to descriptor: Int) {
        let start = address(of: text)
        let list = vector(start, text.utf8.count)
        call("fd_write", .number(descriptor), .number(list), 1, .number(Self.answer))
    }

    /// Opens a path below the root.
    mutating func open(_ path: String, flags: Int = 0, rights: Int = 0x2, fdflags: Int = 0, folder: Int = 3) {
        call(
            "path_open",
            .number(folder),
            1,
            .text(path),
            .number(flags),
            .number(rights),
            0,
            .number(fdflags),
            .number(Self.answer)
        )
    }

    /// Prints bytes of memory to stdout; not counted as a call.
    mutating func show(_ address: Int, _ length: Int) {
        body += """
            (i32.store (i32.const \(Self.showAt)) (i32.const \(address)))
            (i32.store (i32.const \(Self.showAt + 4)) (i32.const \(length)))
            (drop (call $fd_write (i32.const 1) (i32.const \(Self.showAt)) (i32.const 1)
            (i32.const \(Self.showAt + 8))))

            """
    }

    /// Prints as many bytes of the buffer as the last answer says.
    mutating func showAnswered(_ address: Int = Self.buffer) {
        body += """
            (i32.store (i32.const \(Self.showAt)) (i32.const \(address)))
            (i32.store (i32.const \(Self.showAt + 4)) (i32.load (i32.const \(Self.answer))))
            (drop (call $fd_write (i32.const 1) (i32.const \(Self.showAt)) (i32.const 1)
            (i32.const \(Self.showAt + 8))))

            """
    }

    /// Lines of the module's own text.
    mutating func raw(_ text: String) { body += text + "\n" }

    static var imports: String {
        HostFunction.all.map { function in
            let parameters = function.parameters.map { $0 == .i64 ? "i64" : "i32" }.joined(separator: " ")
            let result = function.returnsNothing ? "" : " (result i32)"
            return
                "(import \"\(function.module)\" \"\(function.name)\" "
                + "(func $\(function.name) (param \(parameters))\(result)))"
        }.joined(separator: "\n")
    }

    var text: String {
        """
        (module
        \(Self.imports)
        (memory (export "memory") 2)
        \(data)
        (func (export "_start")
        \(body)
        (i32.store (i32.const \(Self.showAt)) (i32.const \(Self.errorsAt)))
        (i32.store (i32.const \(Self.showAt + 4)) (i32.const \(calls)))
        (drop (call $fd_write (i32.const 2) (i32.const \(Self.showAt)) (i32.const 1) (i32.const \(Self.showAt + 8))))
        ))
        """
    }
}
