import Core
import Settlement

/// An execution as the scheduler of the world sees it.
struct WorldExecution {
    var order: ExecutionOrder
    var isStopped = false
    /// How often it was stopped while no deal was behind it.
    var vainStops = 0
    /// What was told first, and is on the scheduler's disk; it holds, whatever a later life says.
    var outcome: ExecutionReport?
    var toldAt = Timestamp.zero
    var toldInLife = 0
    /// The deals that were made for it, in order.
    var deals: [DealID] = []

    var id: ExecutionID { order.execution.id }
    var style: TrustSpec.Style { order.job.spec.trust?.style ?? .fast }
}
