import Testing

@testable import Core

struct QueryTests {
    @Test(
        arguments: [
            (0, "0001-01-01T00:00:00Z"), (1, "1970-01-01T00:00:00.000000001Z"), (-1, "1969-12-31T23:59:59.999999999Z"),
            (1_732_133_442_100_000_000, "2024-11-20T20:10:42.1Z"), (951_782_400_000_000_000, "2000-02-29T00:00:00Z"),
            (4_107_542_400_000_000_000, "2100-03-01T00:00:00Z"), (-2_203_891_200_000_000_000, "1900-03-01T00:00:00Z"),
        ] as [(Int64, String)]
    )
    func writesTimes(_ nanoseconds: Int64, _ text: String) {
        #expect(RFC3339.text(Timestamp(nanoseconds: nanoseconds)) == text)
        #expect(RFC3339.parse(text) == Timestamp(nanoseconds: nanoseconds))
    }

    @Test(
        arguments: [
            ("2024-11-20T21:10:42.1+01:00", 1_732_133_442_100_000_000),
            ("2024-11-20t19:40:42.1000000009-00:30", 1_732_133_442_100_000_000),
            ("2024-11-20 20:10:42Z", 1_732_133_442_000_000_000), ("1970-01-01T00:00:60Z", 60_000_000_000),
            ("2024-02-30T00:00:00Z", nil), ("2023-02-29T00:00:00Z", nil), ("1900-02-29T00:00:00Z", nil),
            ("2024-11-20T24:00:00Z", nil), ("2024-11-20T20:10:42", nil), ("2024-11-20T20:10:42.Z", nil),
            ("2024-11-20T20:10:42Zx", nil), ("9999-01-01T00:00:00Z", nil), ("1600-01-01T00:00:00Z", nil), ("", nil),
            ("2024-13-01T00:00:00Z", nil), ("2024-00-01T00:00:00Z", nil), ("2024-1-1T00:00:00Z", nil),
        ] as [(String, Int64?)]
    )
    func readsTimes(_ text: String, _ nanoseconds: Int64?) {
        #expect(RFC3339.parse(text)?.nanoseconds == nanoseconds)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func timesReadBack(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let moment = Timestamp(nanoseconds: Int64(bitPattern: random.next()) / 1_000_003)
        #expect(RFC3339.parse(RFC3339.text(moment)) == moment)
    }

    @Test func knowsEveryDay() throws {
        var previous = CivilDate(daysSince1970: -200_000)
        for day in Int64(-199_999)...200_000 {
            let date = CivilDate(daysSince1970: day)
            guard date.daysSince1970 == day, CivilDate(year: date.year, month: date.month, day: date.day) == date,
                (date.year, date.month, date.day) > (previous.year, previous.month, previous.day)
            else {
                Issue.record("day \(day) is \(date)")
                return
            }
            previous = date
        }
    }

    @Test func pageTokensReadBack() throws {
        let token = JobPageToken(order: "created_at", limit: 5, offset: 5)
        #expect(token.text == "Y3JlYXRlZF9hdDpOOjU6NQ")
        #expect(try JobPageToken(parsing: token.text) == token)
        let other = JobPageToken(order: "", isReversed: true, limit: 0, offset: 1_000_000)
        #expect(try JobPageToken(parsing: other.text) == other)
    }

    @Test(arguments: [
        "", "x", "Y3JlYXRlZF9hdDpOOjU6NQ==", "YTpiOmM6ZA", "YTpOOjE", "OlhOOjE6MQ", "Ok46LTE6MQ", "é",
        String(repeating: "A", count: 600),
    ])
    func refusesPageTokens(_ text: String) {
        let error = #expect(throws: CoreError.self) { try JobPageToken(parsing: text) }
        #expect(error?.code == .badRequest)
    }

    @Test func readsGoBools() {
        #expect(["1", "t", "T", "TRUE", "true", "True"].allSatisfy { GoBool.parse($0) == true })
        #expect(["0", "f", "F", "FALSE", "false", "False"].allSatisfy { GoBool.parse($0) == false })
        #expect(["", "yes", "tRUE", "None"].allSatisfy { GoBool.parse($0) == nil })
    }

    @Test(
        arguments: [
            ("", []), (" ", []),
            ("a=b", [Constraint(key: "a", op: .equals, values: ["b"])]),
            (
                "a == b , c!=d",
                [
                    Constraint(key: "a", op: .doubleEquals, values: ["b"]),
                    Constraint(key: "c", op: .notEquals, values: ["d"]),
                ]
            ),
            (
                "a,!b",
                [Constraint(key: "a", op: .exists, values: []), Constraint(key: "b", op: .doesNotExist, values: [])]
            ),
            (
                "x.y/z in (p, q),t notin (r)",
                [
                    Constraint(key: "x.y/z", op: .in, values: ["p", "q"]),
                    Constraint(key: "t", op: .notIn, values: ["r"]),
                ]
            ),
            (
                "n>3,m<-1",
                [
                    Constraint(key: "n", op: .greaterThan, values: ["3"]),
                    Constraint(key: "m", op: .lessThan, values: ["-1"]),
                ]
            ),
            ("a=", [Constraint(key: "a", op: .equals, values: [""])]),
            ("bacalhau_canary!=true", [Constraint(key: "bacalhau_canary", op: .notEquals, values: ["true"])]),
        ] as [(String, [Constraint])]
    )
    func readsSelectors(_ text: String, _ constraints: [Constraint]) throws {
        #expect(try LabelSelector.parse(text) == constraints)
    }

    @Test(arguments: [",", "a,", "=b", "a b", "a in", "a in b", "a in (b", "a>x", "!", "a)b", "a=b c", "\u{300}("])
    func refusesSelectors(_ text: String) {
        let error = #expect(throws: CoreError.self) { try LabelSelector.parse(text) }
        #expect(error?.code == .badRequest)
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func survivesAnySelector(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let pieces = ["a", "in", "notin", "(", ")", ",", "=", "!", "<", ">", " ", "1", "é", "\u{300}", "\r\n"]
        let text = (0..<random.below(30)).map { _ in pieces[random.below(pieces.count)] }.joined()
        let constraints = (try? LabelSelector.parse(text)) ?? []
        #expect(constraints.allSatisfy { !$0.key.isEmpty })
    }

    private static let labels: StringMap = ["env": "prod", "gpus": "4", "ssd": "true"]

    @Test(arguments: [
        (Constraint(key: "env", op: .in, values: ["prod", "stage"]), true),
        (Constraint(key: "env", op: .in, values: ["test"]), false),
        (Constraint(key: "none", op: .in, values: ["x"]), false),
        (Constraint(key: "env", op: .notIn, values: ["prod"]), false),
        (Constraint(key: "none", op: .notIn, values: ["x"]), true),
        (Constraint(key: "env", op: .equals, values: ["prod"]), true),
        (Constraint(key: "env", op: .doubleEquals, values: ["Prod"]), false),
        (Constraint(key: "env", op: .notEquals, values: ["prod"]), false),
        (Constraint(key: "none", op: .notEquals, values: ["prod"]), true),
        (Constraint(key: "env", op: .exists, values: []), true),
        (Constraint(key: "none", op: .doesNotExist, values: []), true),
        (Constraint(key: "gpus", op: .greaterThan, values: ["3"]), true),
        (Constraint(key: "gpus", op: .lessThan, values: ["4"]), false),
        (Constraint(key: "env", op: .greaterThan, values: ["3"]), false),
        (Constraint(key: "gpus", op: .greaterThan, values: []), false),
        (Constraint(key: "favour_ssd", op: .equals, values: ["true"]), true),
    ])
    func matchesLabels(_ constraint: Constraint, _ matches: Bool) {
        #expect(constraint.matches(Self.labels) == matches)
        #expect(constraint.isPreference == constraint.key.hasPrefix("favour_"))
    }

    @Test(
        arguments: [
            ("wsm", "wasm"), ("sanbox", "sandbox"), ("Docker", "docker"), ("dokcer", "docker"), ("kubernetes", nil),
            ("", nil), ("x", nil),
        ] as [(String, String?)]
    )
    func suggestsSpellings(_ text: String, _ word: String?) {
        #expect(NearestSpelling.of(text, among: JobSpecValidator.allEngines) == word)
    }
}
