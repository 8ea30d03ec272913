import Core

/// Draws the state of a job as lines for a terminal.
enum ProgressRenderer {
    private static let barColumnsMax = 40
    private static let barColumnsMin = 8

    /// The lines of the live view, none wider than `columns`.
    static func lines(_ model: ProgressModel, now: Timestamp, columns: Int, isColoured: Bool) -> [String] {
        var lines: [String] = []
        let head = "\(model.jobID.shortID)  \(model.state.rawValue)"
        lines.append(styled(head, TextStyle.of(model.state), columns, isColoured))
        if model.partitions > 0, model.state != .queued, model.state != .pending {
            lines.append(bar(model, now: now, columns: columns, isColoured: isColoured))
            let phases = phaseText(model)
            if !phases.isEmpty { lines.append(styled("  \(phases)", .plain, columns, isColoured)) }
        }
        let bytes = bytesText(model)
        if !bytes.isEmpty { lines.append(styled("  \(bytes)", .dim, columns, isColoured)) }
        if !model.reason.isEmpty, model.state != .running {
            lines.append(styled("  \(model.reason)", model.state == .failed ? .bad : .busy, columns, isColoured))
        }
        if !model.trouble.isEmpty, !model.state.isTerminal {
            lines.append(styled("  tried again after: \(model.trouble)", .bad, columns, isColoured))
        }
        return lines
    }

    private static func styled(_ text: String, _ style: TextStyle, _ columns: Int, _ isColoured: Bool) -> String {
        style.apply(TextWidth.cut(TextWidth.harmless(text), to: columns), isColoured: isColoured)
    }

    /// The bar with its numbers: `  [████████░░░░]  12/40 done · 3m 05s left`.
    private static func bar(_ model: ProgressModel, now: Timestamp, columns: Int, isColoured: Bool) -> String {
        var text = "\(model.done)/\(model.partitions) done"
        if let remaining = model.remaining(at: now) { text += " · \(HumanText.duration(remaining)) left" }
        let width = min(barColumnsMax, columns - TextWidth.of(text) - 6)
        guard width >= barColumnsMin else { return styled("  \(text)", .plain, columns, isColoured) }
        let filled = width * model.done / max(1, model.partitions)
        let working = min(width - filled, (width * model.active + model.partitions - 1) / max(1, model.partitions))
        let full = TextStyle.good.apply(String(repeating: "█", count: filled), isColoured: isColoured)
        let busy = TextStyle.busy.apply(String(repeating: "▒", count: working), isColoured: isColoured)
        return "  [\(full)\(busy)\(String(repeating: "░", count: width - filled - working))]  \(text)"
    }

    /// What is being done: `3 running, 1 fetching data, 30 waiting, 1 failed attempt`.
    static func phaseText(_ model: ProgressModel) -> String {
        var parts: [String] = []
        for phase in ProgressModel.Phase.allCases.reversed() where phase != .waiting && model.count(phase) > 0 {
            parts.append("\(model.count(phase)) \(phase.text)")
        }
        if model.waiting > 0, !model.state.isTerminal { parts.append("\(model.waiting) waiting") }
        if model.failedAttempts > 0 { parts.append(HumanText.count(model.failedAttempts, "failed attempt")) }
        return parts.joined(separator: ", ")
    }

    private static func bytesText(_ model: ProgressModel) -> String {
        guard model.readBytes > 0 || model.movedBytes > 0 else { return "" }
        return "\(HumanText.bytes(model.readBytes)) read in place, \(HumanText.bytes(model.movedBytes)) moved"
    }
}
