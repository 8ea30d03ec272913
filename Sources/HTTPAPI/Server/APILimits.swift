/// What a server grants its clients: every wait and every amount that a client can cause has its bound here.
package struct APILimits: Sendable, Hashable {
    /// Time from the first byte of a request (or from connecting) to the end of its head.
    package var headerWait: Duration = .seconds(5)
    /// Time between two requests of one connection.
    package var idleWait: Duration = .seconds(75)
    /// Longest silence of a client while its body is wanted.
    package var bodyStall: Duration = .seconds(20)
    /// Time for a whole body, of requests that are not imports.
    package var bodyWait: Duration = .seconds(60)
    /// Time from a complete request to the head of its answer; routes that wait or stream are not bound by it.
    package var handlerWait: Duration = .seconds(30)
    /// Longest time in which a client takes nothing of what is to be written.
    package var writeStall: Duration = .seconds(45)
    /// How long a client may go on sending a body that has been answered already.
    package var drainWait: Duration = .seconds(2)
    /// How long requests in flight may go on after a shutdown was asked for.
    package var shutdownWait: Duration = .seconds(10)
    /// The longest wait that `…/wait` and `?wait=` grant.
    package var jobWaitMax: Duration = .seconds(600)
    /// Time between two pings on a WebSocket; a client that answers none of two is gone.
    package var pingInterval: Duration = .seconds(30)
    /// Connections open at the same time; more wait in the backlog of the system.
    package var connectionsMax = 4096
    /// Requests of one connection that were read ahead.
    package var pipelinedRequestsMax = 1024
    /// Bytes of the head of a request.
    package var headerBytesMax = 64 * 1024
    package var headerFieldsMax = 128
    /// Bytes of a JSON body.
    package var bodyBytesMax = 10 * 1024 * 1024
    /// Bytes of a signed message to the ledger.
    package var ledgerMessageBytesMax = 4096
    /// Bytes of a CAR that is imported.
    package var importBytesMax: Int64 = 1 << 40
    /// Bytes of one frame that a WebSocket client sends.
    package var frameBytesMax = 16 * 1024
    /// Frames that a WebSocket client may send beside answers to pings.
    package var framesMax = 1024
    /// Items of one page of a list.
    package var pageItemsMax = 1000

    package init() {}
}
