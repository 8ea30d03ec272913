import Core

/// Tells the progress of a job where nothing can be redrawn: one line per change, and few of them.
struct PlainProgress: Sendable {
    /// How many lines one state tells about partitions at most: one per tenth.
    private static let steps = 10

    private var state: JobState?
    private var reason = ""
    private var step = 0
    private var trouble = ""

    init() {}

    /// The lines for what changed since the last call.
    mutating func lines(_ model: ProgressModel) -> [String] {
        var lines: [String] = []
        let reason = model.state == .running ? "" : model.reason
        if model.state != state || reason != self.reason {
            lines.append("\(model.jobID.shortID) \(model.state.rawValue)" + (reason.isEmpty ? "" : ": \(reason)"))
            state = model.state
            self.reason = reason
        }
        if model.partitions > 1, !model.state.isTerminal {
            let step = model.done * Self.steps / model.partitions
            if step > self.step {
                self.step = step
                let phases = ProgressRenderer.phaseText(model)
                lines.append("\(model.done)/\(model.partitions) done" + (phases.isEmpty ? "" : ", \(phases)"))
            }
        }
        if model.trouble != trouble, !model.state.isTerminal {
            trouble = model.trouble
            lines.append("tried again after: \(trouble)")
        }
        return lines.map(TextWidth.harmless)
    }
}
