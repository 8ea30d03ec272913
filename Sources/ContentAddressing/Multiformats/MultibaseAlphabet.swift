/// The digits of one multibase, with the table that reads them back.
struct MultibaseAlphabet: Sendable {
    enum Kind: Sendable {
        /// No alphabet: text is the bytes.
        case bytes
        /// Groups of this many bits, most significant first.
        case bits(Int)
        /// The bytes are one big number.
        case positional
    }

    static let notADigit: UInt8 = 0xff

    let name: String
    let kind: Kind
    let digits: [UInt8]
    /// Digits per group when padded with `=`, else nil.
    let paddedGroupDigits: Int?
    /// Indexed by character; ``notADigit`` where there is none.
    let values: [UInt8]

    init(
        _ name: String,
        _ kind: Kind,
        _ digits: String = "",
        ignoresCase: Bool = false,
        paddedGroupDigits: Int? = nil
    ) {
        self.name = name
        self.kind = kind
        self.digits = Array(digits.utf8)
        self.paddedGroupDigits = paddedGroupDigits
        var values = [UInt8](repeating: Self.notADigit, count: 256)
        for (value, digit) in self.digits.enumerated() {
            values[Int(digit)] = UInt8(value)
            guard ignoresCase else { continue }
            // Setting or clearing this bit changes the case of an ASCII letter.
            let caseBit: UInt8 = 0x20
            let isLetter = (0x61...0x7a).contains(digit | caseBit)
            if isLetter { values[Int(digit ^ caseBit)] = UInt8(value) }
        }
        self.values = values
    }

    func invalidCharacter(at offset: Int) -> ContentError {
        ContentError(.invalidMultibase, "character \(offset) is not a digit of \(name)")
    }
}

extension Multibase {
    private static let alphabets: [MultibaseAlphabet] = {
        let lower32 = "abcdefghijklmnopqrstuvwxyz234567"
        let upper32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
        let lowerHex32 = "0123456789abcdefghijklmnopqrstuv"
        let upperHex32 = "0123456789ABCDEFGHIJKLMNOPQRSTUV"
        let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        let lower = "abcdefghijklmnopqrstuvwxyz"
        let lower58 = "abcdefghijkmnopqrstuvwxyz"
        let upper58 = "ABCDEFGHJKLMNPQRSTUVWXYZ"
        return [
            .init("identity", .bytes),
            .init("base2", .bits(1), "01"),
            .init("base8", .bits(3), "01234567"),
            .init("base10", .positional, "0123456789"),
            .init("base16", .bits(4), "0123456789abcdef", ignoresCase: true),
            .init("base16upper", .bits(4), "0123456789ABCDEF", ignoresCase: true),
            .init("base32", .bits(5), lower32, ignoresCase: true),
            .init("base32upper", .bits(5), upper32, ignoresCase: true),
            .init("base32pad", .bits(5), lower32, ignoresCase: true, paddedGroupDigits: 8),
            .init("base32padupper", .bits(5), upper32, ignoresCase: true, paddedGroupDigits: 8),
            .init("base32hex", .bits(5), lowerHex32, ignoresCase: true),
            .init("base32hexupper", .bits(5), upperHex32, ignoresCase: true),
            .init("base32hexpad", .bits(5), lowerHex32, ignoresCase: true, paddedGroupDigits: 8),
            .init("base32hexpadupper", .bits(5), upperHex32, ignoresCase: true, paddedGroupDigits: 8),
            .init("base32z", .bits(5), "ybndrfg8ejkmcpqxot1uwisza345h769"),
            .init("base36", .positional, "0123456789" + lower, ignoresCase: true),
            .init("base36upper", .positional, "0123456789" + upper, ignoresCase: true),
            .init("base58btc", .positional, "123456789" + upper58 + lower58),
            .init("base58flickr", .positional, "123456789" + lower58 + upper58),
            .init("base64", .bits(6), upper + lower + "0123456789+/"),
            .init("base64pad", .bits(6), upper + lower + "0123456789+/", paddedGroupDigits: 4),
            .init("base64url", .bits(6), upper + lower + "0123456789-_"),
            .init("base64urlpad", .bits(6), upper + lower + "0123456789-_", paddedGroupDigits: 4),
        ]
    }()

    private static let alphabetsByPrefix: [Multibase: MultibaseAlphabet] = Dictionary(
        uniqueKeysWithValues: zip(allCases, alphabets)
    )

    var alphabet: MultibaseAlphabet {
        guard let alphabet = Self.alphabetsByPrefix[self] else {
            preconditionFailure("every multibase has an alphabet")
        }
        return alphabet
    }

    /// The name in the multibase table.
    package var name: String { alphabet.name }
}
