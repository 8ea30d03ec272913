/// The rules of a job's `Trust`; see ``JobSpecValidator``.
struct TrustValidation {
    let trust: TrustSpec
    let spec: JobSpec
    private let path = DocumentPath.root["Trust"]

    /// The engines whose runs can be paid: the same task gives the same result everywhere.
    static let paidEngines = ["wasm", "sandbox", "noop"]
    /// The sources whose bytes every verifier gets alike.
    static let paidSources = ["ipfs", "inline"]

    init(trust: TrustSpec, spec: JobSpec) {
        self.trust = trust
        self.spec = spec
    }

    func check(_ problems: inout [ValidationProblem]) {
        checkReplicas(&problems)
        checkNodes(&problems)
        checkMoney(&problems)
        if trust.checkPpm != nil, trust.style != .verified {
            problems.append(
                misplaced(
                    "CheckPercent",
                    "goes with Style verified only: leave it out"
                        + (trust.style.isPaid ? ", every result of \(trust.style.rawValue) is checked" : "")
                )
            )
        }
        if trust.repair != .list, trust.style != .verified {
            problems.append(
                misplaced("WhenRefuted", "goes with Style verified only: leave it out or set Style to verified")
            )
        }
        if trust.style.isPaid { checkPaidJob(&problems) }
    }

    private func misplaced(_ name: String, _ rule: String) -> ValidationProblem {
        ValidationProblem(path[name], rule: rule)
    }

    private func checkReplicas(_ problems: inout [ValidationProblem]) {
        guard let replicas = trust.replicas else { return }
        let rule: String
        if trust.style != .redundant {
            rule = "goes with Style redundant only: leave it out or set Style to redundant"
        } else if !TrustSpec.replicasAllowed.contains(replicas) {
            rule = "must be 3, 5 or 7: an odd number has a majority"
        } else {
            return
        }
        problems.append(ValidationProblem(path["Replicas"], value: String(replicas), rule: rule))
    }

    private func checkNodes(_ problems: inout [ValidationProblem]) {
        let path = path["Nodes"]
        guard trust.style == .trusted else {
            guard !trust.nodes.isEmpty else { return }
            let shown = trust.nodes.prefix(10).joined(separator: ", ")
            let rule = "goes with Style trusted only: leave it out or set Style to trusted"
            problems.append(ValidationProblem(path, value: shown, rule: rule))
            return
        }
        if trust.nodes.isEmpty {
            problems.append(ValidationProblem(path, rule: "must name the nodes that are trusted, one at least"))
        }
        if trust.nodes.count > TrustSpec.nodesMax {
            let rule = "must have at most \(TrustSpec.nodesMax) items"
            problems.append(ValidationProblem(path, value: "\(trust.nodes.count) items", rule: rule))
            return
        }
        for (index, node) in trust.nodes.enumerated() {
            JobSpecValidator.checkName(node, path[index], &problems)
            guard node.isEmpty else { continue }
            problems.append(ValidationProblem(path[index], rule: "must be the name or the id of a node"))
        }
    }

    private func checkMoney(_ problems: inout [ValidationProblem]) {
        if let price = trust.maxPrice {
            let rule: String? =
                if !trust.style.isPaid {
                    "must be left out: a \(trust.style.rawValue) job is not paid, as nodes drawn from the whole "
                        + "network must be able to check what is paid; set Style to verified to pay for it"
                } else if !(1...CreditQuantity.unitsMax).contains(price) {
                    "must be from 1 to \(CreditQuantity.unitsMax) units"
                } else {
                    nil
                }
            if let rule { problems.append(ValidationProblem(path["MaxPrice"], value: String(price), rule: rule)) }
        }
        guard let fuel = trust.maxFuel else { return }
        let rule: String
        if !trust.style.isPaid {
            rule = "goes with a paid Style only: leave it out or set Style to verified"
        } else if spec.task.engine.type != WasmParameters.engineType {
            rule =
                "goes with wasm tasks only: leave it out; a task of another engine is limited by its ExecutionTimeout"
        } else if fuel == 0 || fuel > UInt64(Int64.max) {
            rule = "must be from 1 to \(Int64.max)"
        } else {
            return
        }
        problems.append(ValidationProblem(path["MaxFuel"], value: String(fuel), rule: rule))
    }

    /// What is paid can be checked by any node: it must give the same result there.
    private func checkPaidJob(_ problems: inout [ValidationProblem]) {
        let style = trust.style.rawValue
        if spec.type != .batch && spec.type != .ops {
            let rule = "cannot be \(style): only batch and ops jobs can be paid"
            problems.append(ValidationProblem("Type", value: spec.type.rawValue, rule: rule))
        }
        guard let task = spec.tasks.first else { return }
        let path = DocumentPath.root["Tasks"][0]
        if !Self.paidEngines.contains(task.engine.type) {
            let rule =
                "cannot be \(style): only runs of \(Self.paidEngines.joined(separator: ", ")) can be checked; "
                + "use one of these, or Style fast"
            problems.append(ValidationProblem(path["Engine"]["Type"], value: task.engine.type, rule: rule))
        }
        for (index, input) in task.inputs.enumerated() where !Self.paidSources.contains(input.source.type) {
            let rule =
                "cannot be an input when the Style is \(style), as a verifier may get other bytes: add the data with "
                + "'bacalhau data add' and use ipfs"
            let field = path["InputSources"][index]["Source"]["Type"]
            problems.append(ValidationProblem(field, value: input.source.type, rule: rule))
        }
        if task.network.mode.wantsNetwork {
            let rule = "cannot be \(style): what a run gets from a network cannot be checked; use None, or Style fast"
            problems.append(ValidationProblem(path["Network"]["Type"], value: task.network.mode.rawValue, rule: rule))
        }
    }
}
