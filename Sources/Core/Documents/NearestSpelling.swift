/// Finds the word that somebody probably meant.
package enum NearestSpelling {
    /// Texts with more bytes than this get no suggestion: the work grows with the product of the lengths.
    package static let textBytesMax = 64

    /// The word of `words` that is nearest to `text` in any case, when it is near enough to be a slip; the first wins.
    package static func of(_ text: String, among words: [String]) -> String? {
        guard !text.isEmpty, text.utf8.count <= textBytesMax else { return nil }
        var best: (word: String, distance: Int)?
        for word in words where word.utf8.count <= textBytesMax {
            if word.equalsIgnoringCase(text) { return word }
            let distance = distance(text, word)
            if distance <= max(1, min(text.utf8.count, word.utf8.count) / 2 - 1), distance < best?.distance ?? .max {
                best = (word, distance)
            }
        }
        return best?.word
    }

    /// The edit distance of the UTF-8 bytes, ASCII letters in any case; swapping two neighbours is one edit.
    package static func distance(_ left: String, _ right: String) -> Int {
        let left = left.utf8.map(lowered)
        let right = right.utf8.map(lowered)
        var older = [Int](repeating: 0, count: right.count + 1)
        var former = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                var best = former[column] + (left[row] == right[column] ? 0 : 1)
                best = min(best, former[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, older[column - 1] + 1)
                }
                current.append(best)
            }
            older = former
            former = current
        }
        return former[right.count]
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
