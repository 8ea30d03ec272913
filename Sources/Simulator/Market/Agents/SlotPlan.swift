/// What a node does with the slot that it was given.
package struct SlotPlan: Hashable, Sendable {
    /// When the node commits.
    package enum Presence: Hashable, Sendable {
        case inTime
        /// After the deadline, so that it is refused.
        case tooLate
        case absent
        /// Says in time that it cannot fetch the inputs.
        case declining
    }

    /// What the node says the job gives.
    package enum Result: Hashable, Sendable {
        case right
        /// A wrong result that nobody else comes upon.
        case ownWrong
        /// The wrong result that a group of nodes has agreed on.
        case commonWrong(group: Int)

        /// Whether it is not what the job gives.
        package var isWrong: Bool { self != .right }
    }

    package var presence = Presence.inTime
    /// Runs the job, which costs.
    package var runs = true
    package var result = Result.right
    /// Sends a ciphertext that does not belong to the commitment.
    package var sendsGarbage = false
    /// Sends what another slot of the deal has sent, without being able to open it.
    package var copies = false
    /// Claims all the fuel that the deal allows.
    package var overcharges = false
    /// Opens its commitment when that is asked.
    package var reveals = true
    /// Gives its opening to the verifiers.
    package var leaks = false
    /// What it offers the first verifier for the same wrong result.
    package var bribe: Int64 = 0

    /// The plan of a node that does its work.
    package static let honest = SlotPlan()

    /// A wrong result without running the job.
    package static func lie(_ result: Result = .ownWrong) -> SlotPlan { SlotPlan(runs: false, result: result) }

    /// Not there, and nothing spent.
    package static let absent = SlotPlan(presence: .absent, runs: false)

    /// Gives the slot back.
    package static let declined = SlotPlan(presence: .declining, runs: false)

    /// Whether the protocol would call this honest: the right result, sealed, charged and opened as it should be.
    package var isHonest: Bool {
        presence == .inTime && !result.isWrong && !sendsGarbage && !copies && !overcharges && reveals && !leaks
    }
}
