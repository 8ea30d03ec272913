import ContentAddressing
import Deals
import Settlement
import Testing

/// A node's offer as it travels.
@Suite struct NodeOfferTests {
    @Test func anOfferIsTakenForAnyDeal() throws {
        let key = try #require(Sample.nodeKeys[0])
        let bytes = try #require(NodeOffer.standing(price: 7, expiry: 99, ledger: PureLedger.id, key: key))
        let deal = DealID(Digest256(repeating: 5))
        let assign = try NodeOffer.take(bytes, for: deal)
        #expect(assign.deal == deal && assign.offer == Offer(node: key.account, jobKey: nil, price: 7, expiry: 99))
        let proof = try #require(assign.proof)
        #expect(proof.holds(for: assign.offer, ledger: PureLedger.id))
        #expect(!proof.holds(for: assign.offer, ledger: .zero))
    }

    @Test func otherBytesAreNoOffer() throws {
        let key = try #require(Sample.nodeKeys[0])
        let bytes = try #require(NodeOffer.standing(price: 7, expiry: 99, ledger: PureLedger.id, key: key))
        for other in [[], [0], Array(bytes.dropLast()), bytes + [0], Message.cancel(DealID(.zero)).body] {
            #expect(throws: SettlementError.self) { try NodeOffer.take(other, for: DealID(.zero)) }
        }
    }
}
