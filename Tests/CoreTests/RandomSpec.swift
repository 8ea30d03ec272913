@testable import Core

/// Random specs: every field in use somewhere, not valid by force.
enum RandomSpec {
    static func job(_ random: inout SplitMix64) -> JobSpec {
        var spec = JobSpec()
        spec.name = RandomDocument.text(&random)
        spec.namespace = RandomDocument.word(&random)
        spec.type = JobType.allCases[random.below(4)]
        spec.priority = random.below(200) - 100
        if random.chance(1, in: 2) { spec.count = random.below(100) }
        spec.constraints = (0..<random.below(4)).map { _ in constraint(&random) }
        spec.meta = RandomDocument.map(&random, keys: ["a", "B", "c.d/e"])
        spec.labels = RandomDocument.map(&random, keys: ["team", "tier"])
        spec.tasks = (0..<random.below(3)).map { _ in task(&random) }
        let rules: [Sharding.Rule?] = [
            nil, .perFile, .parts(1 + random.below(99)), .bytes(Int64(1 + random.below(1 << 40))),
        ]
        if let rule = rules[random.below(4)] { spec.shard = Sharding(input: RandomDocument.word(&random), rule: rule) }
        if random.chance(1, in: 2) { spec.trust = trust(&random) }
        return spec
    }

    static func trust(_ random: inout SplitMix64) -> TrustSpec {
        var trust = TrustSpec(style: TrustSpec.Style.allCases[random.below(5)])
        if random.chance(1, in: 3) { trust.replicas = random.below(20) - 5 }
        trust.nodes = (0..<random.below(3)).map { _ in RandomDocument.word(&random) }
        if random.chance(1, in: 2) { trust.maxPrice = 1 + Int64(random.below(1 << 60)) }
        if random.chance(1, in: 2) { trust.checkPpm = UInt32(1 + random.below(1_000_000)) }
        if random.chance(1, in: 3) { trust.maxFuel = UInt64(1 + random.below(1 << 60)) }
        if random.chance(1, in: 2) { trust.repair = .rerun }
        return trust
    }

    static func constraint(_ random: inout SplitMix64) -> Constraint {
        Constraint(
            key: RandomDocument.word(&random),
            op: Constraint.Operator.allCases[random.below(9)],
            values: (0..<random.below(3)).map { _ in RandomDocument.text(&random) }
        )
    }

    static func task(_ random: inout SplitMix64) -> TaskSpec {
        var task = TaskSpec()
        task.name = RandomDocument.word(&random)
        task.engine = typed(&random)
        if random.chance(1, in: 2) { task.publisher = typed(&random) }
        task.env = RandomDocument.map(&random, keys: ["A", "B_1", "PATH"])
        task.meta = RandomDocument.map(&random, keys: ["m", "n"])
        task.inputs = (0..<random.below(4)).map { _ in
            InputSpec(
                source: typed(&random),
                alias: RandomDocument.word(&random),
                target: "/" + RandomDocument.word(&random)
            )
        }
        task.resultPaths = (0..<random.below(4)).map { _ in
            ResultPathSpec(name: RandomDocument.word(&random), path: "/" + RandomDocument.word(&random))
        }
        task.resources.cpu = ["", "500m", "2"][random.below(3)]
        task.resources.memory = ["", "512Mb", "1Gi"][random.below(3)]
        task.resources.gpu = ["", "1"][random.below(2)]
        task.network.mode = NetworkSpec.Mode.allCases[random.below(6)]
        task.network.domains = (0..<random.below(3)).map { _ in RandomDocument.word(&random) }
        task.network.ports = (0..<random.below(3)).map { _ in
            var port = NetworkSpec.Port()
            port.name = RandomDocument.word(&random)
            port.fixed = random.below(70_000)
            port.target = random.below(70_000)
            port.hostNetwork = RandomDocument.text(&random)
            return port
        }
        task.timeouts.executionSeconds = Int64(random.below(1000))
        task.timeouts.queueSeconds = Int64(random.below(1000))
        task.timeouts.totalSeconds = Int64(random.below(1000))
        return task
    }

    static func typed(_ random: inout SplitMix64) -> TypedSpec {
        TypedSpec(
            type: RandomDocument.word(&random),
            params: .object((0..<random.below(3)).map { .init("p\($0)", RandomDocument.value(&random, depth: 2)) })
        )
    }
}
