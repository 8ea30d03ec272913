/// Wants to be paid for verifying only.
package struct VerificationHog: NodeAgent {
    package init() {}
    package var takesPrimaryWork: Bool { false }
    package var winsRaces: Bool { true }
}
