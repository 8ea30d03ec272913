/// What goes wrong in a simulated cluster, as chances out of 1,000 and lengths of time.
package struct ClusterFaults: Sendable {
    package var messageLoss = 60
    package var messageRepeat = 60
    /// Messages that take seconds instead of milliseconds, so that later ones overtake them.
    package var messageDelay = 60
    /// A crash of the orchestrator at one of the points of a step: before the commit, after it, between two messages.
    package var orchestratorCrash = 6
    /// A crash of a node after one of its steps.
    package var nodeCrash = 4
    /// An orderly end of a node: it finishes what runs, hands back the rest and comes up again later.
    package var nodeDrain = 3
    /// An execution that fails by itself, by its very nature, or with its node's refusal.
    package var executionFailure = 80
    package var permanentFailure = 10

    package init() {}

    /// A world without faults.
    package static var none: ClusterFaults {
        var faults = ClusterFaults()
        faults.messageLoss = 0
        faults.messageRepeat = 0
        faults.messageDelay = 0
        faults.orchestratorCrash = 0
        faults.nodeCrash = 0
        faults.nodeDrain = 0
        faults.executionFailure = 0
        faults.permanentFailure = 0
        return faults
    }
}
