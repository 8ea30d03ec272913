extension ResourcesSpec {
    /// The amounts as numbers; what is not given is 0.
    ///
    /// Throws the first problem, with its field below `path`.
    package func amounts(path: DocumentPath = .root["Resources"]) throws(ValidationProblem) -> Resources {
        var problems: [ValidationProblem] = []
        let amounts = amounts(path: path, problems: &problems)
        if let first = problems.first { throw first }
        return amounts
    }

    /// The amounts as numbers, 0 for what cannot be read; every problem is added.
    func amounts(path: DocumentPath, problems: inout [ValidationProblem]) -> Resources {
        func read<Number: BinaryInteger>(_ name: String, _ text: String, _ rule: String, _ number: Number?) -> Number {
            if !text.isEmpty, number == nil { problems.append(ValidationProblem(path[name], value: text, rule: rule)) }
            return number ?? 0
        }
        var amounts = Resources()
        amounts.cpuMillis = read("CPU", cpu, CPUQuantity.rule, CPUQuantity(cpu)?.millis)
        amounts.memoryBytes = read("Memory", memory, ByteQuantity.rule, ByteQuantity(memory)?.bytes)
        amounts.diskBytes = read("Disk", disk, ByteQuantity.rule, ByteQuantity(disk)?.bytes)
        amounts.gpus = read("GPU", gpu, "must be a whole number of GPUs, 0 or more", Self.gpuCount(gpu))
        return amounts
    }

    private static func gpuCount(_ text: String) -> Int? {
        UInt16(text.trimmed).map(Int.init)
    }
}
