/// Text and numbers in pages and plots.
enum PlotText {
    /// A text that is safe inside elements and attributes.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
        return result
    }

    /// A number with so many digits after the point.
    static func fixed(_ value: Double, _ digits: Int = 2) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "–" }
        var scale: Int64 = 1
        for _ in 0..<digits { scale *= 10 }
        let whole = Int64((abs(value) * Double(scale)).rounded())
        let sign = value < 0 && whole > 0 ? "−" : ""
        guard digits > 0 else { return sign + String(whole) }
        let fraction = String(whole % scale)
        return sign + String(whole / scale) + "." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    /// A part as a percentage.
    static func percent(_ value: Double, _ digits: Int = 2) -> String { fixed(value * 100, digits) + " %" }

    /// A coordinate.
    static func point(_ value: Double) -> String {
        fixed(value, 1).replacingMinus
    }
}

extension String {
    fileprivate var replacingMinus: String { hasPrefix("−") ? "-" + dropFirst() : self }
}
