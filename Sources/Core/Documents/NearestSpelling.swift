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

    /// The Levenshtein distance of the UTF-8 bytes, ASCII letters in any case.
    package static func distance(_ left: String, _ right: String) -> Int {
        let left = left.utf8.map(lowered)
        let right = right.utf8.map(lowered)
        var row = Array(0...right.count)
        for (leftIndex, leftByte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = leftIndex + 1
            for (rightIndex, rightByte) in right.enumerated() {
                let substituted = diagonal + (leftByte == rightByte ? 0 : 1)
                diagonal = row[rightIndex + 1]
                row[rightIndex + 1] = min(substituted, row[rightIndex] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
