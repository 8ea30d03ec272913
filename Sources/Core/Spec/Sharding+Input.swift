extension Sharding {
    /// The index of the input in the task that this names by target or alias; nil when none has the name.
    ///
    /// With an empty name it is nil too: which input is a directory, only a store knows.
    package func inputIndex(in task: TaskSpec) -> Int? {
        guard !input.isEmpty else { return nil }
        if let index = task.inputs.firstIndex(where: { $0.alias == input }) { return index }
        let target = PathRules.canonical(input)
        return task.inputs.firstIndex { PathRules.canonical($0.target) == target }
    }

    /// The rule as a spec or `--shard` writes it; ``JobSpecDecoder/parseShardRule(_:)`` reads it back.
    package var ruleText: String {
        switch rule {
        case .perFile: "file"
        case .parts(let count): String(count)
        case .bytes(let bytes): "\(bytes)B"
        }
    }
}
