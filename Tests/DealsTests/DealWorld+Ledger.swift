import Core
import Ledger
import Scheduling
import Settlement

@testable import Deals

extension DealWorld {
    // MARK: - Messages

    mutating func submit(
        _ life: Int,
        _ id: ExecutionID,
        _ purpose: ClientDealAction.Purpose,
        _ messages: [Message]
    ) throws {
        // What was on its way when the process ended may have arrived or not.
        guard life == clientLife || random.chance(1, in: 2) else { return }
        let refusal = LedgerAnswer.refused(SettlementError(.nonce, "somebody else has posted"))
        let isRefused = refusesPost(purpose)
        let answers = isRefused ? messages.map { _ in refusal } : try apply(messages, from: Sample.client)
        add(.client(life: life, [.answered(id, purpose, .success(answers))]), afterMilliseconds: delay())
    }

    mutating func submit(
        _ index: Int,
        _ life: Int,
        _ deal: DealID,
        _ purpose: NodeDealAction.Purpose,
        _ message: Message
    ) throws {
        guard life == nodes[index].life || random.chance(1, in: 2) else { return }
        let answers = try apply([message], from: nodes[index].account)
        guard let answer = answers.first else { return }
        add(.node(index, life: life, [.answered(deal, purpose, .success(answer))]), afterMilliseconds: delay())
    }

    private mutating func apply(_ messages: [Message], from actor: AccountID) throws -> [LedgerAnswer] {
        let answers = try ledger.apply(messages, from: actor, now: seconds)
        for answer in answers { if let error = answer.error { trace("  refused: \(error)") } }
        try afterLedger()
        return answers
    }

    mutating func tickLedger() throws {
        try ledger.settle(now: seconds)
        try afterLedger()
        add(.tickLedger, after: 30)
    }

    // MARK: - The log

    /// Wakes those who follow the log, and looks at what has ended.
    private mutating func afterLedger() throws {
        try checkClosed()
        if client != nil, !isClientFollowing, clientLogRead < ledger.log.count {
            isClientFollowing = true
            add(.followClient(life: clientLife), afterMilliseconds: delay())
        }
        for index in nodes.indices where nodes[index].machine != nil && !nodes[index].isFollowing {
            guard nodes[index].logRead < ledger.log.count else { continue }
            nodes[index].isFollowing = true
            add(.followNode(index, life: nodes[index].life), afterMilliseconds: delay())
        }
    }

    mutating func follow() throws {
        isClientFollowing = false
        let end = clientLogRead + 1 + random.below(max(1, ledger.log.count - clientLogRead))
        // Some entries come twice.
        let start = hasFaults && random.chance(1, in: 5) ? max(0, clientLogRead - random.below(5)) : clientLogRead
        clientLogRead = min(end, ledger.log.count)
        let entries = Array(ledger.log[min(start, clientLogRead)..<clientLogRead])
        try step([.logged(entries)])
        if client != nil, clientLogRead < ledger.log.count, !isClientFollowing {
            isClientFollowing = true
            add(.followClient(life: clientLife), afterMilliseconds: delay())
        }
    }

    mutating func follow(_ index: Int) throws {
        nodes[index].isFollowing = false
        let read = nodes[index].logRead
        let start = hasFaults && random.chance(1, in: 5) ? max(0, read - random.below(5)) : read
        let end = min(ledger.log.count, read + 1 + random.below(max(1, ledger.log.count - read)))
        nodes[index].logRead = end
        try step(index, [.logged(Array(ledger.log[min(start, end)..<end]))])
        if nodes[index].machine != nil, end < ledger.log.count, !nodes[index].isFollowing {
            nodes[index].isFollowing = true
            add(.followNode(index, life: nodes[index].life), afterMilliseconds: delay())
        }
    }

    var terms: ClientDealEvent {
        .termsChanged(
            ledger.machine.params,
            nextDealNonce: ledger.machine.account(Sample.client)?.nextDealNonce ?? 0
        )
    }
}
