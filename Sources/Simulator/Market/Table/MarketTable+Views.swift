import ContentAddressing
package import Core
import Settlement

extension MarketTable {
    /// The clock, the open deals and what a player may know of them; without a token, what everybody may.
    package func state(token: String?) throws(CoreError) -> JSONValue {
        let viewer = try token.map { token throws(CoreError) in players[try player(token)].account }
        guard let machine = script.machine else { throw Self.bad("the table has no ledger") }
        let names = names
        return .object([
            .init("Time", .int(now)), .init("Round", .int(now / machine.params.beaconPeriod)),
            .init(
                "Params",
                .object(Params.names.map { .init($0, machine.params[name: $0].map { .int($0) } ?? .null) })
            ),
            .init("Price", .int(Self.price)), .init("Cost", .int(Self.cost)),
            .init(
                "Nodes",
                .array(
                    machine.weights.map {
                        .object([
                            .init("Account", .string($0.node.description)),
                            .init("Name", .string(Self.name($0.node, names))), .init("Units", .int($0.units)),
                        ])
                    }
                )
            ),
            .init("Deals", .array(machine.openDeals.map { Self.view($0, machine, viewer, names) })),
        ])
    }

    /// Who has gained what: money and stake, less the grant and what runs have cost.
    package var scoreboard: JSONValue {
        guard let machine = script.machine else { return .array([]) }
        let scores = players.map { player in
            (player, (machine.account(player.account)?.total ?? 0) - Self.grant - player.spent)
        }
        let rows = scores.sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0.name < $1.0.name }.map { player, score in
            JSONValue.object([
                .init("Name", .string(player.name)), .init("Score", .double(Double(score) / Double(Self.price))),
                .init("Slashed", .int(slashes(of: player.account))),
            ])
        }
        return .object([
            .init("Time", .int(now)), .init("Unit", .string("prices of a job")), .init("Players", .array(rows)),
            .init("HouseDeals", .int(Int64(house.posted))),
            .init("HouseLoss", .double(Double(houseLoss) / Double(Self.price))),
            .init("Violation", violation.map { .string("\($0)") } ?? .null),
        ])
    }

    private func slashes(of account: AccountID) -> Int64 {
        var count: Int64 = 0
        for deal in script.closed {
            for place in deal.places where place.node == account && place.slashed >= deal.slash { count += 1 }
        }
        return count
    }

    /// The stake that honest nodes of the house have lost: what the protocol promises not to happen.
    private var houseLoss: Int64 {
        var loss: Int64 = 0
        let nodes = MarketHouse.nodes.map { LedgerScript.account(named: $0) }
        for deal in script.closed {
            for place in deal.places where nodes.contains(place.node) { loss += place.slashed }
        }
        return loss
    }

    private var names: [(id: AccountID, name: String)] {
        (MarketHouse.nodes + [MarketHouse.client] + players.map(\.name)).map { (LedgerScript.account(named: $0), $0) }
    }

    private static func name(_ id: AccountID, _ names: [(id: AccountID, name: String)]) -> String {
        names.first { $0.id == id }?.name ?? id.description
    }

    private static func view(
        _ deal: Deal,
        _ machine: SettlementMachine,
        _ viewer: AccountID?,
        _ names: [(id: AccountID, name: String)]
    ) -> JSONValue {
        let client = machine.account(at: deal.client).id
        let slots = deal.slots.enumerated().map { index, slot -> JSONValue in
            let node = machine.account(at: slot.node).id
            var members: [JSONValue.Member] = [
                .init("Slot", .int(Int64(index))), .init("Node", .string(name(node, names))),
                .init("Wave", .int(Int64(slot.wave))), .init("State", .string("\(slot.state)")),
                .init("Charge", .int(slot.charge)), .init("Deadline", .int(slot.deadline)),
            ]
            if viewer == client, slot.commitment != nil {
                let reader = DealClient(account: client, secret: .zero, sealing: .tag)
                let result = reader.read(slot, at: machine.place(of: index, in: deal), encKey: deal.encKey)
                members.append(.init("Digest", result.map { .string($0.digest.hex) } ?? .null))
            }
            return .object(members)
        }
        return .object([
            .init("Deal", .string(deal.id.description)), .init("Client", .string(name(client, names))),
            .init("State", .string(deal.state.name)), .init("JobKey", .string(deal.jobKey.description)),
            .init("Cap", .int(deal.cap)), .init("Deadline", .int(deal.deadline)),
            .init("CoinRound", .int(Int64(deal.coinRound))), .init("DrawRound", .int(Int64(deal.drawRound))),
            .init("Wave", .int(Int64(deal.wave))), .init("Slots", .array(slots)),
        ])
    }
}
