import Testing

/// One test of a shared suite: what every implementation of a port must do.
///
/// Use: `@Test(arguments: JobStoreSuite.cases) func suite(_ test: SuiteCase<any JobStore>) async throws`, which makes a
/// fresh subject and calls `run`.
package struct SuiteCase<Subject>: Sendable, CustomTestStringConvertible {
    package let name: String
    package let run: @Sendable (Subject) async throws -> Void

    package init(_ name: String, _ run: @escaping @Sendable (Subject) async throws -> Void) {
        self.name = name
        self.run = run
    }

    package var testDescription: String { name }
}
