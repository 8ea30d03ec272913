/// Text in bases that are a power of two: every digit is a group of bits, most significant first (RFC 4648).
enum BitGroupCoding {
    private static let padding = UInt8(ascii: "=")

    static func encode(_ bytes: [UInt8], alphabet: MultibaseAlphabet, bitsPerDigit: Int) -> String {
        let digitCount = (bytes.count * 8 + bitsPerDigit - 1) / bitsPerDigit
        let group = alphabet.paddedGroupDigits ?? 1
        let textCount = (digitCount + group - 1) / group * group
        let mask = UInt32(1 << bitsPerDigit) - 1
        return String(unsafeUninitializedCapacity: textCount) { text in
            var window: UInt32 = 0
            var windowBits = 0
            var written = 0
            for byte in bytes {
                window = window << 8 | UInt32(byte)
                windowBits += 8
                while windowBits >= bitsPerDigit {
                    windowBits -= bitsPerDigit
                    text[written] = alphabet.digits[Int(window >> UInt32(windowBits) & mask)]
                    written += 1
                }
            }
            if windowBits > 0 {
                text[written] = alphabet.digits[Int(window << UInt32(bitsPerDigit - windowBits) & mask)]
                written += 1
            }
            while written < textCount {
                text[written] = padding
                written += 1
            }
            return written
        }
    }

    /// Decodes strictly: padding must be whole, leftover bits must be zero and fewer than one digit.
    static func decode(
        _ text: ArraySlice<UInt8>,
        alphabet: MultibaseAlphabet,
        bitsPerDigit: Int
    ) throws(ContentError) -> [UInt8] {
        let digits = try removePadding(text, alphabet: alphabet)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count * bitsPerDigit / 8)
        var window: UInt32 = 0
        var windowBits = 0
        for index in digits.indices {
            let value = alphabet.values[Int(digits[index])]
            guard value != MultibaseAlphabet.notADigit else {
                throw alphabet.invalidCharacter(at: index - digits.startIndex)
            }
            window = window << UInt32(bitsPerDigit) | UInt32(value)
            windowBits += bitsPerDigit
            if windowBits >= 8 {
                windowBits -= 8
                bytes.append(UInt8(truncatingIfNeeded: window >> UInt32(windowBits)))
            }
        }
        let leftover = window & (UInt32(1 << windowBits) - 1)
        guard windowBits < bitsPerDigit, leftover == 0 else {
            throw ContentError(.invalidMultibase, "\(alphabet.name) text of \(digits.count) digits is not whole bytes")
        }
        return bytes
    }

    private static func removePadding(
        _ text: ArraySlice<UInt8>,
        alphabet: MultibaseAlphabet
    ) throws(ContentError) -> ArraySlice<UInt8> {
        guard let group = alphabet.paddedGroupDigits else { return text }
        guard text.count.isMultiple(of: group) else {
            throw ContentError(.invalidMultibase, "\(alphabet.name) text must be a multiple of \(group) characters")
        }
        var digits = text
        while digits.last == padding, text.count - digits.count < group - 1 {
            digits = digits.dropLast()
        }
        return digits
    }
}
