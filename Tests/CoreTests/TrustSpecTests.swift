import Testing

@testable import Core

struct TrustSpecTests {
    private static func spec(_ trust: String, engine: String = "noop") throws -> JobSpec {
        try decoded(trust, engine: engine, .api)
    }

    private static func decoded(
        _ trust: String,
        engine: String = "noop",
        _ mode: JobSpecDecoder.Mode
    ) throws -> JobSpec {
        let text = #"{"Type":"batch","Tasks":[{"Name":"m","Engine":{"Type":"\#(engine)"}}],"Trust":\#(trust)}"#
        return try JobSpecDecoder.decode(JSONValue(parsing: text), mode: mode).spec
    }

    private static func trust(_ style: TrustSpec.Style, _ change: (inout TrustSpec) -> Void = { _ in }) -> TrustSpec {
        var trust = TrustSpec(style: style)
        change(&trust)
        return trust
    }

    struct Reading: Sendable, CustomTestStringConvertible {
        var json: String
        var trust: TrustSpec
        var testDescription: String { json }
    }

    @Test(arguments: [
        Reading(json: "{}", trust: trust(.fast)),
        Reading(json: #"{"style":"VERIFIED"}"#, trust: trust(.verified)),
        Reading(json: #"{"MaxPrice":250}"#, trust: trust(.verified) { $0.maxPrice = 250 }),
        Reading(json: #"{"maxprice":"1.5cr"}"#, trust: trust(.verified) { $0.maxPrice = 1_500_000_000 }),
        Reading(json: #"{"MaxPrice":"77"}"#, trust: trust(.verified) { $0.maxPrice = 77 }),
        Reading(json: #"{"MaxPrice":2.0,"Style":"assured"}"#, trust: trust(.assured) { $0.maxPrice = 2 }),
        Reading(json: #"{"MaxPrice":1,"Style":"fast"}"#, trust: trust(.fast) { $0.maxPrice = 1 }),
        Reading(json: #"{"Style":"redundant","REPLICAS":5}"#, trust: trust(.redundant) { $0.replicas = 5 }),
        Reading(json: #"{"Style":"trusted","Nodes":["a","b"]}"#, trust: trust(.trusted) { $0.nodes = ["a", "b"] }),
        Reading(
            json: #"{"Style":"verified","CheckPercent":2.5}"#,
            trust: trust(.verified) { $0.checkPpm = 25_000 }
        ),
        Reading(
            json: #"{"Style":"verified","CheckPercent":"100 %","WhenRefuted":"Rerun","MaxFuel":"5000"}"#,
            trust: trust(.verified) {
                $0.checkPpm = 1_000_000
                $0.repair = .rerun
                $0.maxFuel = 5000
            }
        ),
        Reading(json: #"{"Style":"verified","CheckPercent":0.0001}"#, trust: trust(.verified) { $0.checkPpm = 1 }),
    ])
    func reads(_ test: Reading) throws {
        for mode in [JobSpecDecoder.Mode.api, .cli] {
            #expect(try Self.decoded(test.json, mode).trust == test.trust)
        }
    }

    @Test(arguments: [
        (#""fast""#, "Trust 'fast' must be an object"),
        (
            #"{"Style":"verifed"}"#,
            "Trust.Style 'verifed' must be one of fast, verified, assured, redundant, trusted; did"
        ),
        (#"{"MaxPrice":0}"#, "Trust.MaxPrice '0' must be an amount such as"),
        (#"{"MaxPrice":-4}"#, "Trust.MaxPrice '-4' must be an amount"),
        (#"{"MaxPrice":1.5}"#, "Trust.MaxPrice '1.5' must be an amount such as 250000 (units) or 1.5cr"),
        (#"{"MaxPrice":"1.0000000001cr"}"#, "Trust.MaxPrice '1.0000000001cr' must be an amount"),
        (#"{"MaxPrice":[]}"#, "Trust.MaxPrice '[…]' must be an amount"),
        (#"{"CheckPercent":0}"#, "Trust.CheckPercent '0' must be a percentage above 0 and up to 100"),
        (#"{"CheckPercent":100.1}"#, "Trust.CheckPercent '100.1' must be a percentage"),
        (#"{"CheckPercent":0.00001}"#, "Trust.CheckPercent"),
        (#"{"CheckPercent":"nan"}"#, "Trust.CheckPercent 'nan' must be a percentage"),
        (#"{"MaxFuel":0}"#, "Trust.MaxFuel '0' must be above 0"),
        (#"{"WhenRefuted":"reurn"}"#, "Trust.WhenRefuted 'reurn' must be one of list, rerun; did you mean 'rerun'?"),
        (#"{"Replicas":"three"}"#, "Trust.Replicas 'three' must be a whole number"),
        (#"{"Nodes":"n-1"}"#, "Trust.Nodes 'n-1' must be a list"),
    ])
    func tellsWhatCannotBeRead(_ json: String, _ part: String) {
        for mode in [JobSpecDecoder.Mode.api, .cli] {
            let error = #expect(throws: CoreError.self) { try Self.decoded(json, mode) }
            #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
        }
    }

    @Test func suggestsCreditsForAFraction() {
        let error = #expect(throws: CoreError.self) { try Self.decoded(#"{"MaxPrice":1.5}"#, .api) }
        #expect(error?.message.hasSuffix("did you mean '1.5cr'?") == true)
    }

    @Test func theCommandLineTellsUnknownFields() throws {
        let error = #expect(throws: CoreError.self) { try Self.decoded(#"{"Stile":"fast"}"#, .cli) }
        #expect(error?.message.contains("Trust.Stile is an unknown field; did you mean 'Style'?") == true)
        #expect(try Self.decoded(#"{"Stile":"fast"}"#, .api).trust == TrustSpec(style: .fast))
    }

    @Test func everyPercentageReadsBack() throws {
        var random = SplitMix64(seed: 3)
        for _ in 0..<2000 {
            var spec = JobSpec()
            spec.trust = Self.trust(.verified) { $0.checkPpm = UInt32(1 + random.below(1_000_000)) }
            let text = JobSpecEncoder.encode(spec).jsonText()
            #expect(try JobSpecDecoder.decode(JSONValue(parsing: text), mode: .cli).spec == spec)
        }
    }

    @Test func nothingIsWrittenForNothing() throws {
        var spec = try Self.spec("{}")
        spec.trust = nil
        #expect(JobSpecEncoder.encode(spec)[anyCase: "Trust"] == nil)
        spec.trust = TrustSpec(style: .fast)
        let normal = JobNormaliser.normalise(spec)
        #expect(normal.spec.trust == nil)
        #expect(normal.warnings == [])
    }

    @Test func theWorkStaysTheSame() throws {
        let plain = try Self.spec("{}")
        let paid = try Self.spec(#"{"MaxPrice":9,"Style":"assured"}"#)
        #expect(SpecDigest.canonicalBytes(plain.task) == SpecDigest.canonicalBytes(paid.task))
    }

    @Test func fillsTheDefaults() throws {
        let redundant = JobNormaliser.normalise(try Self.spec(#"{"Style":"redundant"}"#, engine: "wasm"))
        #expect(redundant.spec.trust?.replicas == 3)
        #expect(redundant.spec.trust?.maxFuel == TrustSpec.maxFuelDefault)
        #expect(redundant.spec.task.timeouts.executionSeconds == 0)
        var whole = try Self.spec(#"{"Style":"verified"}"#)
        let once = JobNormaliser.normalise(whole)
        #expect(once.spec.trust?.maxFuel == nil)
        #expect(once.spec.task.timeouts.executionSeconds == 600)
        #expect(once.warnings.count == 1)
        #expect(JobNormaliser.normalise(once.spec) == JobNormaliser.Output(spec: once.spec, warnings: []))
        whole.tasks[0].timeouts.totalSeconds = 100
        whole.tasks[0].timeouts.queueSeconds = 30
        let short = JobNormaliser.normalise(whole).spec
        #expect(short.task.timeouts.executionSeconds == 70)
        #expect(JobSpecValidator.validate(short) == [])
        let trusted = JobNormaliser.normalise(try Self.spec(#"{"Style":"trusted","Nodes":[" n-1 "]}"#)).spec
        #expect(trusted.trust?.nodes == ["n-1"])
        #expect(trusted.task.timeouts.executionSeconds == 0)
    }

    struct Rule: Sendable, CustomTestStringConvertible {
        var text: String
        var trust: TrustSpec
        var change: @Sendable (inout JobSpec) -> Void = { _ in }
        var testDescription: String { text }
    }

    @Test(arguments: [
        Rule(
            text: "Trust.MaxPrice '5' must be left out: a fast job is not paid",
            trust: trust(.fast) { $0.maxPrice = 5 }
        ),
        Rule(
            text: "Trust.MaxPrice '5' must be left out: a trusted job is not paid",
            trust: trust(.trusted) {
                $0.maxPrice = 5
                $0.nodes = ["n"]
            }
        ),
        Rule(
            text: "Trust.MaxPrice '9223372036854775807' must be from 1 to 9000000000000000000",
            trust: trust(.verified) { $0.maxPrice = .max }
        ),
        Rule(
            text: "Trust.CheckPercent goes with Style verified only: leave it out, every result of assured is checked",
            trust: trust(.assured) { $0.checkPpm = 1 }
        ),
        Rule(
            text: "Trust.CheckPercent goes with Style verified only: leave it out",
            trust: trust(.fast) { $0.checkPpm = 1 }
        ),
        Rule(
            text: "Trust.WhenRefuted goes with Style verified only",
            trust: trust(.redundant) { $0.repair = .rerun }
        ),
        Rule(
            text: "Trust.Replicas '3' goes with Style redundant only",
            trust: trust(.verified) { $0.replicas = 3 }
        ),
        Rule(text: "Trust.Replicas '4' must be 3, 5 or 7", trust: trust(.redundant) { $0.replicas = 4 }),
        Rule(text: "Trust.Replicas '9' must be 3, 5 or 7", trust: trust(.redundant) { $0.replicas = 9 }),
        Rule(text: "Trust.Nodes must name the nodes that are trusted", trust: trust(.trusted)),
        Rule(text: "Trust.Nodes[1] must be the name or the id", trust: trust(.trusted) { $0.nodes = ["a", ""] }),
        Rule(
            text: "Trust.Nodes '1001 items' must have at most 1000 items",
            trust: trust(.trusted) { $0.nodes = Array(repeating: "n", count: 1001) }
        ),
        Rule(text: "Trust.Nodes 'a' goes with Style trusted only", trust: trust(.fast) { $0.nodes = ["a"] }),
        Rule(text: "Trust.MaxFuel '9' goes with wasm tasks only", trust: trust(.verified) { $0.maxFuel = 9 }),
        Rule(text: "Trust.MaxFuel '9' goes with a paid Style only", trust: trust(.fast) { $0.maxFuel = 9 }),
        Rule(
            text: "Tasks[0].Engine.Type 'docker' cannot be verified",
            trust: trust(.verified),
            change: {
                $0.tasks[0].engine = TypedSpec(type: "docker", params: .object([.init("Image", .string("i"))]))
            }
        ),
        Rule(
            text: "Tasks[0].InputSources[0].Source.Type 'urlDownload' cannot be an input when the Style is assured",
            trust: trust(.assured),
            change: {
                let source = TypedSpec(type: "urlDownload", params: .object([.init("URL", .string("https://a.b"))]))
                $0.tasks[0].inputs = [InputSpec(source: source, target: "/in")]
            }
        ),
        Rule(
            text: "Tasks[0].Network.Type 'Full' cannot be redundant",
            trust: trust(.redundant),
            change: { $0.tasks[0].network.mode = .full }
        ),
    ])
    func namesTheProblem(_ test: Rule) throws {
        var spec = try Self.spec("{}")
        spec.trust = test.trust
        test.change(&spec)
        let problems = JobSpecValidator.validate(JobNormaliser.normalise(spec).spec)
        #expect(problems.count == 1, "\(problems)")
        #expect(problems.first?.description.hasPrefix(test.text) == true, "\(problems)")
    }

    @Test func onlyBatchAndOpsArePaid() throws {
        var spec = JobNormaliser.normalise(try Self.spec(#"{"Style":"verified"}"#)).spec
        let validator = JobSpecValidator(placesLongRunning: true)
        for (type, problems) in [(JobType.batch, 0), (.ops, 0), (.service, 1), (.daemon, 1)] {
            spec.type = type
            spec.count = type == .batch || type == .service ? 1 : 0
            #expect(validator.validate(spec).count == problems, "\(type)")
        }
    }

    @Test func acceptsWhatCanBePaid() throws {
        for style in ["verified", "assured", "redundant"] {
            var spec = try Self.spec(#"{"Style":"\#(style)","MaxPrice":"2cr"}"#)
            let cid = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"
            spec.tasks[0].inputs = [
                InputSpec(
                    source: TypedSpec(type: "ipfs", params: .object([.init("CID", .string(cid))])),
                    target: "/a"
                ),
                InputSpec(
                    source: TypedSpec(type: "inline", params: .object([.init("URL", .string("data:,x"))])),
                    target: "/b"
                ),
            ]
            #expect(JobSpecValidator.validate(JobNormaliser.normalise(spec).spec) == [])
        }
    }

    @Test(arguments: [
        ("node-0", true), ("12D3KooWabcdef", true), ("12D3KooW", true), ("12D3Koo", false), ("node-", false),
        ("", false), ("12D3KooWabcdefg", false), ("NODE-0", false),
    ])
    func namesNodes(_ text: String, _ isNamed: Bool) {
        let node = NodeInfo(id: NodeID("12D3KooWabcdef"), name: "node-0", capacity: .zero)
        #expect(Self.trust(.trusted) { $0.nodes = ["other", text] }.names(node) == isNamed)
    }
}
