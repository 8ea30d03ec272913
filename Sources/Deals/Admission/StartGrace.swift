/// The time after a server's start in which a paid job waits for nodes that still register, instead of being refused.
package struct StartGrace: Sendable {
    /// What becomes of a job for now.
    package enum Step: Hashable, Sendable {
        /// There are nodes enough, or no more can be expected: judge it by those that are there.
        case decide
        /// More nodes may come: count them again after this time.
        case countAgain(after: Duration)
    }

    /// How long it lasts from the start on.
    package let length: Duration
    /// The time between two counts.
    package let pause: Duration

    package init(length: Duration = .seconds(5), pause: Duration = .milliseconds(50)) {
        self.length = length
        self.pause = pause
    }

    /// What follows when so many of the nodes that a job needs are there, so long after the start.
    package func step(found: Int, needed: Int, sinceStart: Duration) -> Step {
        let left = length - sinceStart
        return found >= needed || left <= .zero ? .decide : .countAgain(after: min(pause, left))
    }
}
