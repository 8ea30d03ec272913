/// A program that a test could not start, or that did not do what the test needs.
package struct ProgramFailure: Error, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }
}
