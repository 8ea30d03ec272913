import Testing

@testable import Settlement

/// The parameters' conditions and the rounding of amounts.
@Suite struct ParamsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var condition: String
        var change: @Sendable (inout Params) -> Void
        var testDescription: String { condition }
    }

    @Test func theDefaultsHaveNoProblems() { #expect(Params().problems().isEmpty) }

    @Test(arguments: [
        // At p = 2.5 % the bound is 90.35, so that 90 is too little; C2 and C3 then fail as well.
        Case(condition: "C1") { $0.sigma = 90 },
        Case(condition: "C2") { $0.gammaPpm = 199_999 },
        Case(condition: "C3") { $0.betaPpm = 499_999 },
        Case(condition: "C5") { $0.pMinPpm = 25_001 },
        Case(condition: "C6") { $0.lateDecideBps = 11_999 },
        Case(condition: "C7") { $0.nFirst = 2 },
        Case(condition: "C7") { $0.nMax = 4 },
        Case(condition: "C8") { $0.clientSlash = 50_000_001 },
        Case(condition: "C9") { $0.escalationBinds = 0 },
        Case(condition: "range") { $0.escalationBinds = 2 },
        Case(condition: "range") { $0.beaconPeriod = 0 },
        Case(condition: "range") { $0.stakeUnit = 0 },
        Case(condition: "range") { $0.lateDecideBps = 36_001 },
        Case(condition: "range") { $0.betaPpm = 750_001 },
        Case(condition: "range") { $0.multMinBps = 15_001 },
        Case(condition: "range") { $0.epochLen = .max },
        Case(condition: "range") { $0.sigma = .min },
        Case(condition: "range") { $0.nMax = 17 },
    ]) func eachConditionIsChecked(item: Case) {
        var params = Params()
        item.change(&params)
        #expect(params.problems().contains { $0.condition == item.condition }, "\(params.problems())")
    }

    @Test(arguments: Params.names) func noNumberIsTooWildToBeRefused(name: String) {
        for value in [Int64.min, -1, .max] {
            var params = Params()
            params[name: name] = value
            #expect(params.problems().contains { $0.condition == "range" }, "\(name) \(value)")
        }
    }

    @Test func theBoundOfC1IsExact() {
        var params = Params()
        params.sigma = 91
        #expect(!params.problems().contains { $0.condition == "C1" })
    }

    @Test func aLedgerRefusesWhatItCannotWorkWith() {
        var params = Params()
        params.sigma = 30
        #expect(throws: SettlementError.self) { try SettlementMachine(Genesis(params: params)) }
        #expect(throws: Never.self) { try SettlementMachine(Genesis(params: params), acceptingRisks: true) }
        params.epochLen = 0
        #expect(throws: SettlementError.self) { try SettlementMachine(Genesis(params: params), acceptingRisks: true) }
    }

    @Test func onlyTheHoleIsReportedWithThePublishedRule() {
        var params = Params()
        params.escalationBinds = 0
        #expect(params.problems().map(\.condition) == ["C9"])
        #expect(params.problems().allSatisfy { !$0.isFatal })
    }

    @Test func parametersHaveOneForm() throws {
        let usual = Self.bytes(Params())
        var params = Params()
        params.escalationBinds = 0
        let published = Self.bytes(params)
        // What ledgers wrote before there was such a number means the default.
        #expect(usual[0] == 0x98 && usual[1] == 35)
        #expect(published == [0x98, 36] + usual.dropFirst(2) + [0])
        for (bytes, expected) in [(usual, Params()), (published, params)] {
            var reader = CBORReader(bytes)
            #expect(try Params(from: &reader) == expected)
            try reader.end()
        }
        for wrong in [
            [0x98, 36] + usual.dropFirst(2) + [1], [0x98, 34] + usual.dropFirst(2), [0x98, 36] + usual.dropFirst(2),
        ] {
            #expect(throws: SettlementError.self) {
                var reader = CBORReader(wrong)
                _ = try Params(from: &reader)
                try reader.end()
            }
        }
    }

    private static func bytes(_ params: Params) -> [UInt8] {
        var writer = CBORWriter()
        params.write(to: &writer)
        return writer.bytes
    }

    @Test func productsRoundAndDoNotOverflow() {
        #expect(Units.scaledUp(1, by: 1, over: 3) == 1)
        #expect(Units.scaledUp(3, by: 1, over: 3) == 1)
        #expect(Units.scaledUp(0, by: 5, over: 3) == 0)
        #expect(Units.scaledDown(5, by: 1, over: 3) == 1)
        #expect(Units.scaledUp(Units.supplyMax, by: 10_000, over: 10_000) == Units.supplyMax)
        #expect(Units.scaledUp(Units.supplyMax, by: 10_001, over: 10_000) == nil)
        #expect(Units.scaledDown(Units.supplyMax, by: 1_000_000, over: 1_000_001) == 8_999_991_000_008_999_991)
        #expect(Units.scaledUp(Units.supplyMax - 1, by: 999_999, over: 1_000_000) == 8_999_991_000_000_000_000)
        #expect(Units.priced(.max, at: 1) == 18_446_744_074)
        #expect(Units.priced(.max, at: .max) == nil)
        #expect(Units.priced(1_000_000_001, at: 1) == 2)
        #expect(Units.sum(Units.supplyMax, 1) == nil)
    }

    @Test(arguments: [(1, 3), (2, 3), (3, 5), (4, 5), (5, 7)]) func replicasGoOdd(live: Int, next: Int) {
        #expect(Params.replicas(after: live) == next)
    }
}
