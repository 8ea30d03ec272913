/// Text in bases that are no power of two: the bytes are one big-endian number, leading zero bytes are leading zeros.
enum PositionalCoding {
    static func encode(_ bytes: [UInt8], alphabet: MultibaseAlphabet) -> String {
        let zeros = bytes.prefix { $0 == 0 }.count
        let digits = convert(bytes.dropFirst(zeros), from: 256, to: UInt32(alphabet.digits.count))
        let textCount = zeros + digits.count
        return String(unsafeUninitializedCapacity: textCount) { text in
            for index in 0..<zeros {
                text[index] = alphabet.digits[0]
            }
            for (index, digit) in digits.enumerated() {
                text[zeros + index] = alphabet.digits[Int(digit)]
            }
            return textCount
        }
    }

    static func decode(
        _ text: ArraySlice<UInt8>,
        alphabet: MultibaseAlphabet
    ) throws(ContentError) -> [UInt8] {
        var values: [UInt8] = []
        values.reserveCapacity(text.count)
        for index in text.indices {
            let value = alphabet.values[Int(text[index])]
            guard value != MultibaseAlphabet.notADigit else {
                throw alphabet.invalidCharacter(at: index - text.startIndex)
            }
            values.append(value)
        }
        let zeros = values.prefix { $0 == 0 }.count
        let number = convert(values.dropFirst(zeros), from: UInt32(alphabet.digits.count), to: 256)
        return [UInt8](repeating: 0, count: zeros) + number
    }

    /// Rewrites a number, most significant digit first; the input must not start with a zero.
    private static func convert(_ digits: ArraySlice<UInt8>, from base: UInt32, to target: UInt32) -> [UInt8] {
        // Least significant first while growing.
        var result: [UInt8] = []
        for digit in digits {
            var carry = UInt32(digit)
            for index in result.indices {
                carry += UInt32(result[index]) * base
                result[index] = UInt8(truncatingIfNeeded: carry % target)
                carry /= target
            }
            while carry > 0 {
                result.append(UInt8(truncatingIfNeeded: carry % target))
                carry /= target
            }
        }
        result.reverse()
        return result
    }
}
