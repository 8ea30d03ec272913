import ArgumentParser
import Core

/// What the flags of `run`, `wasm run`, `job run` and `job estimate` say about a job's `Trust`.
struct TrustOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How far nodes are trusted: fast, verified, assured, redundant or trusted. "
                + "With --max-price it is verified, else fast.",
            valueName: "style"
        )
    )
    var style: String?

    @Option(
        help: ArgumentHelp(
            "The most that one execution may cost: units, or credits such as 1.5cr.",
            valueName: "amount"
        )
    )
    var maxPrice: CreditAmount?

    @Option(
        help: ArgumentHelp("With --style verified: how many of a hundred runs are checked.", valueName: "percent")
    )
    var checkPercent: String?

    @Option(help: ArgumentHelp("With --style redundant: how many runs are compared, 3, 5 or 7.", valueName: "n"))
    var replicas: Int?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("With --style trusted: a node's name or id; may be repeated.", valueName: "node")
    )
    var trustNode: [String] = []

    @Option(
        help: ArgumentHelp(
            "With --style verified: 'list' or 'rerun' the results of a node that is caught later.",
            valueName: "what"
        )
    )
    var whenRefuted: String?
}

extension TrustOptions {
    /// Puts what the flags say into a spec, over what it says itself.
    ///
    /// Throws `usage`.
    func apply(to spec: inout JobSpec) throws {
        let isSilent =
            style == nil && maxPrice == nil && checkPercent == nil && replicas == nil && trustNode.isEmpty
            && whenRefuted == nil
        guard !isSilent else { return }
        var trust = spec.trust ?? TrustSpec(style: .standard(hasPrice: maxPrice != nil))
        if spec.trust == TrustSpec(style: .fast), maxPrice != nil { trust.style = .verified }
        if let style { trust.style = try Self.read("--style", style, JobSpecDecoder.parseStyle) }
        if let maxPrice { trust.maxPrice = maxPrice.units }
        if let checkPercent {
            trust.checkPpm = try Self.read("--check-percent", checkPercent, JobSpecDecoder.parseCheckPercent)
        }
        if let replicas { trust.replicas = replicas }
        if !trustNode.isEmpty { trust.nodes = trustNode }
        if let whenRefuted { trust.repair = try Self.read("--when-refuted", whenRefuted, JobSpecDecoder.parseRepair) }
        spec.trust = trust
    }

    /// The specs of a file with what the flags say, each checked.
    ///
    /// Throws `usage`.
    func applied(to specs: [JobSpec]) throws -> [JobSpec] {
        try specs.map { given in
            var spec = given
            try apply(to: &spec)
            if spec != given { try SpecCheck.check(spec, code: .usage) }
            return spec
        }
    }

    private static func read<Value>(
        _ flag: String,
        _ text: String,
        _ parse: (String) throws(ValidationProblem) -> Value
    ) throws -> Value {
        do {
            return try parse(text)
        } catch {
            throw CommandError(
                .usage,
                "\(flag) '\(text)' \(error.rule)",
                hint: error.suggestion.map { "did you mean '\($0)'?" }
            )
        }
    }
}
