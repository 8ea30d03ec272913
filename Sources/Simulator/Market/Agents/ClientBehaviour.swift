/// How a client behaves.
package enum ClientBehaviour: String, Hashable, Sendable, CaseIterable {
    /// Follows the protocol.
    case honest
    /// Does not decide, in the hope of not paying.
    case silent
    /// Disputes every result that it can.
    case disputing
    /// Stays silent when the coin says that it has to verify.
    case dodging
    /// Verifies everything.
    case verifying
    /// Verifies every deal whose primary is not of the cartel that it works with.
    case framing
    /// As `framing`, but pays everybody as soon as the cartel can only lose, where the rules let it.
    case retreating
    /// As `framing`, and gives the inputs of a deal to the primary and to the cartel only.
    case withholding
}
