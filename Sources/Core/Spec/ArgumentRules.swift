/// What holds for the arguments of any program.
enum ArgumentRules {
    /// The most arguments of a program.
    static let countMax = 10_000
    /// The most bytes of one argument.
    static let bytesMax = 128 << 10

    static func check(_ arguments: [String], path: DocumentPath, _ reading: inout SpecReading) {
        guard arguments.count <= countMax else {
            reading.add(
                ValidationProblem(
                    path,
                    value: "\(arguments.count) items",
                    rule: "must have at most \(countMax) items"
                )
            )
            return
        }
        for (index, argument) in arguments.enumerated() {
            if argument.utf8.contains(0) {
                reading.add(ValidationProblem(path[index], rule: "must not contain a NUL character"))
            } else if argument.utf8.count > bytesMax {
                reading.add(ValidationProblem(path[index], rule: "must have at most \(bytesMax) bytes"))
            }
        }
    }
}
