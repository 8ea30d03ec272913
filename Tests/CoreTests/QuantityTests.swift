import Testing

@testable import Core

struct QuantityTests {
    @Test(
        arguments: [
            ("500m", 500), ("2", 2000), ("0.5", 500), (" 1 ", 1000), ("0.0001", 1), ("1.5m", 2), ("0", 0),
            ("1000000", 1_000_000_000), ("", nil), ("m", nil), ("-1", nil), ("1.", nil), (".5", nil), ("1e3", nil),
            ("1.2.3", nil), ("1000001", nil), ("9999999999999999999999", nil), ("two", nil), ("1 2", nil),
        ] as [(String, Int?)]
    )
    func readsProcessors(_ text: String, _ millis: Int?) {
        #expect(CPUQuantity(text)?.millis == millis)
    }

    @Test(
        arguments: [
            ("512Mb", 512_000_000), ("1Gi", 1 << 30), ("2GB", 2_000_000_000), ("10GB", 10_000_000_000), ("100", 100),
            ("1.5Gi", 3 << 29), ("1.5kB", 1500), ("64 MiB", 64 << 20), ("7B", 7), ("1k", 1000), ("1KiB", 1024),
            ("1.0001k", 1000), ("8Ei", nil), ("7Ei", 7 << 60), ("9E", 9_000_000_000_000_000_000), ("10E", nil),
            ("", nil), ("GB", nil), ("-1GB", nil), ("1Zb", nil), ("1Gii", nil), ("1iB", nil), ("1,5G", nil),
            ("1BB", nil),
            ("12345678901234567890", nil), ("1G B", nil),
        ] as [(String, Int64?)]
    )
    func readsBytes(_ text: String, _ bytes: Int64?) {
        #expect(ByteQuantity(text)?.bytes == bytes)
    }

    @Test func readsAmountsAndNamesFields() throws {
        var spec = ResourcesSpec()
        spec.cpu = "1.5"
        spec.memory = "1Gi"
        spec.gpu = "2"
        #expect(try spec.amounts() == Resources(cpuMillis: 1500, memoryBytes: 1 << 30, gpus: 2))
        spec.cpu = "fast"
        spec.gpu = "-1"
        let problem = #expect(throws: ValidationProblem.self) { try spec.amounts() }
        #expect(problem?.field == "Resources.CPU")
        #expect(problem?.value == "fast")
        var problems: [ValidationProblem] = []
        #expect(spec.amounts(path: .root, problems: &problems).memoryBytes == 1 << 30)
        #expect(problems.map(\.field) == ["CPU", "GPU"])
    }

    @Test(
        arguments: [
            ("file", .perFile), ("FILE", .perFile), ("8", .parts(8)), ("64MB", .bytes(64_000_000)),
            ("1Gi", .bytes(1 << 30)),
            ("0", nil), ("-1", nil), ("1000001", nil), ("fil", nil), ("", nil), ("0MB", nil), ("1.5", nil),
            ("99999999999999999999", nil),
        ] as [(String, Sharding.Rule?)]
    )
    func readsShardRules(_ text: String, _ rule: Sharding.Rule?) {
        #expect((try? JobSpecDecoder.parseShardRule(text)) == rule)
    }
}
