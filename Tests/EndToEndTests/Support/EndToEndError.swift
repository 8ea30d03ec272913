/// What the tests' own machinery could not do.
struct EndToEndError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
