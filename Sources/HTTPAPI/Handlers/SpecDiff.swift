/// Compares two texts line by line.
enum SpecDiff {
    /// The most lines of one text.
    static let linesMax = 20_000

    /// The lines of both texts: those only in the old one begin with `-`, those only in the new one with `+`.
    ///
    /// Others begin with a space; equal texts give nothing. Throws `tooLarge` beyond ``linesMax``.
    static func text(from old: String, to new: String) throws(APIError) -> String {
        guard old != new else { return "" }
        let oldLines = old.split(separator: "\n", omittingEmptySubsequences: false)
        let newLines = new.split(separator: "\n", omittingEmptySubsequences: false)
        guard oldLines.count <= linesMax, newLines.count <= linesMax else {
            throw APIError(.tooLarge, "a spec of more than \(linesMax) lines is not compared")
        }
        let difference = newLines.difference(from: oldLines)
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var result = ""
        var oldIndex = 0
        var newIndex = 0
        while oldIndex < oldLines.count || newIndex < newLines.count {
            if oldIndex < oldLines.count, removed.contains(oldIndex) {
                result += "-\(oldLines[oldIndex])\n"
                oldIndex += 1
            } else if newIndex < newLines.count, inserted.contains(newIndex) {
                result += "+\(newLines[newIndex])\n"
                newIndex += 1
            } else {
                result += " \(newLines[newIndex])\n"
                oldIndex += 1
                newIndex += 1
            }
        }
        return result
    }
}
