extension String {
    /// The text without spaces, tabs and line ends around it.
    package var trimmed: String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let view = utf8
        guard let first = view.firstIndex(where: { !isBlank($0) }),
            let last = view.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return first == startIndex && view.index(after: last) == endIndex ? self : String(self[first...last])
    }
}
