/// An amount of processor as Kubernetes writes it: `2`, `0.5`, or thousandths as `500m`.
package struct CPUQuantity: Hashable, Sendable {
    /// Thousandths of a processor.
    package var millis: Int

    /// What a text must look like.
    package static let rule = "must be a number of processors such as 2, 0.5 or 500m"
    /// The most thousandths: a million processors.
    package static let millisMax = 1_000_000_000

    /// Parses the text; parts of a thousandth are rounded up.
    ///
    /// Nil when it is not a quantity or above ``millisMax``.
    package init?(_ text: String) {
        let text = text.trimmed
        let isMillis = text.utf8.last == UInt8(ascii: "m")
        guard let decimal = DecimalText(isMillis ? text.dropLast() : text[...]),
            let millis = decimal.times(isMillis ? 1 : 1000, roundingUp: true), millis <= UInt64(Self.millisMax)
        else { return nil }
        self.millis = Int(millis)
    }
}
