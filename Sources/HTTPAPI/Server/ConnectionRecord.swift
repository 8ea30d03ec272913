import NIOCore

/// What is known of one connection, and the decision whether it has used up its time.
///
/// A value without I/O: ``ConnectionGuard`` and ``RequestPhaseHandler`` tell it what happens and do what it says.
struct ConnectionRecord {
    /// What is to be done with the connection.
    enum Verdict: Equatable {
        case goOn
        case close
        /// Write this answer as it is, then close.
        case answerAndClose(LateAnswer)
    }

    /// Answers that are given without the handler of a request.
    enum LateAnswer: Equatable {
        case requestTimeout
        case handlerTimeout
    }

    /// A request whose answer is not complete.
    struct InFlight {
        var isHead: Bool
        /// HTTP/1.0 knows no chunks.
        var takesChunks: Bool
        var keepsAlive: Bool
        /// True for routes that wait or stream.
        var isLong: Bool
        var isBodyComplete = false
        var isAnswerStarted = false
        /// When the head, and later the end of the body, was read.
        var since: NIODeadline
    }

    private let limits: APILimits
    private var inFlight: CircularBuffer<InFlight> = CircularBuffer(initialCapacity: 2)
    /// While no request is in flight: since when a head is awaited, and whether a part of it is here.
    private var waitingSince: NIODeadline
    private var isHeadStarted = true
    private var readWantedSince: NIODeadline?
    private var unwritableSince: NIODeadline?
    private var quiescingSince: NIODeadline?
    private var drainingSince: NIODeadline?
    /// Since when our side is done with the connection and only the client's end is awaited.
    private var endingSince: NIODeadline?
    private var isUpgraded = false

    init(limits: APILimits, now: NIODeadline) {
        self.limits = limits
        self.waitingSince = now
    }

    mutating func bytesReceived(now: NIODeadline) {
        readWantedSince = nil
        if inFlight.isEmpty, !isHeadStarted {
            isHeadStarted = true
            waitingSince = now
        }
    }

    mutating func readWanted(now: NIODeadline) {
        if readWantedSince == nil { readWantedSince = now }
    }

    mutating func writabilityChanged(isWritable: Bool, now: NIODeadline) {
        unwritableSince = isWritable ? nil : now
    }

    mutating func upgraded() { isUpgraded = true }

    mutating func headReceived(_ request: InFlight) -> Verdict {
        guard inFlight.count < limits.pipelinedRequestsMax else { return .close }
        inFlight.append(request)
        return .goOn
    }

    mutating func requestEnded(now: NIODeadline) {
        if drainingSince != nil { drainingSince = nil }
        guard let index = inFlight.firstIndex(where: { !$0.isBodyComplete }) else { return }
        inFlight[index].isBodyComplete = true
        inFlight[index].since = now
    }

    /// The request that the answer beginning now belongs to, and whether the connection ends with it.
    mutating func answerStarted() -> (request: InFlight, closes: Bool)? {
        guard !inFlight.isEmpty else { return nil }
        let index = inFlight.startIndex
        inFlight[index].isAnswerStarted = true
        return (inFlight[index], !inFlight[index].keepsAlive || quiescingSince != nil)
    }

    mutating func answerEnded(now: NIODeadline) -> Verdict {
        guard let request = inFlight.popFirst() else { return .goOn }
        if !request.keepsAlive || quiescingSince != nil {
            endingSince = now
            return .close
        }
        if !request.isBodyComplete { drainingSince = now }
        if inFlight.isEmpty {
            waitingSince = now
            isHeadStarted = false
        }
        return .goOn
    }

    /// Our last byte was written; the connection is given a moment so that the client can read it.
    mutating func ended(now: NIODeadline) { endingSince = now }

    mutating func quiesce(now: NIODeadline) -> Verdict {
        quiescingSince = now
        return inFlight.isEmpty && !isUpgraded ? .close : .goOn
    }

    /// True when nobody waits for an answer that has begun, so that an error can be answered in order.
    var canAnswerError: Bool {
        inFlight.isEmpty || (inFlight.count == 1 && !inFlight[inFlight.startIndex].isAnswerStarted)
    }

    /// True when the only request in flight is one that waits or streams.
    var isInLongRequest: Bool { inFlight.first?.isLong ?? false }

    /// True while a request has come in whole or in part and is not answered.
    var isBusy: Bool { !inFlight.isEmpty }

    /// Whether a limit is passed.
    func check(now: NIODeadline) -> Verdict {
        if isPast(quiescingSince, limits.shutdownWait, now) || isPast(unwritableSince, limits.writeStall, now) {
            return .close
        }
        if isUpgraded { return .goOn }
        if endingSince != nil { return isPast(endingSince, limits.drainWait, now) ? .close : .goOn }
        if isPast(drainingSince, limits.drainWait, now) { return .close }
        guard let request = inFlight.first else {
            guard isHeadStarted else { return isPast(waitingSince, limits.idleWait, now) ? .close : .goOn }
            return isPast(waitingSince, limits.headerWait, now) ? .answerAndClose(.requestTimeout) : .goOn
        }
        if !request.isBodyComplete {
            let isStalled =
                isPast(readWantedSince, limits.bodyStall, now) && isPast(request.since, limits.bodyStall, now)
            let isLate = !request.isLong && isPast(request.since, limits.bodyWait, now)
            guard isStalled || isLate else { return .goOn }
            return request.isAnswerStarted ? .close : .answerAndClose(.requestTimeout)
        }
        guard !request.isLong, !request.isAnswerStarted, isPast(request.since, limits.handlerWait, now) else {
            return .goOn
        }
        return .answerAndClose(.handlerTimeout)
    }

    private func isPast(_ since: NIODeadline?, _ limit: Duration, _ now: NIODeadline) -> Bool {
        guard let since else { return false }
        return now - since >= TimeAmount(limit)
    }
}
