import Core

/// Prometheus' text format: one HELP and TYPE per name, then its samples.
enum PrometheusText {
    /// Sorted by name, then by labels.
    static func write(_ metrics: [Metric]) -> String {
        let lines = metrics.map { (metric: $0, labels: labels(of: $0)) }
            .sorted { ($0.metric.name, $0.labels) < ($1.metric.name, $1.labels) }
        var text = ""
        var previous: String?
        for (metric, labels) in lines {
            if metric.name != previous {
                text += "# HELP \(metric.name) \(escape(metric.help, quotes: false))\n"
                text += "# TYPE \(metric.name) \(metric.kind.rawValue)\n"
                previous = metric.name
            }
            text += "\(metric.name)\(labels) \(number(metric.value))\n"
        }
        return text
    }

    private static func labels(of metric: Metric) -> String {
        guard !metric.labels.isEmpty else { return "" }
        let pairs = metric.labels.pairs.map { "\($0.key)=\"\(escape($0.value, quotes: true))\"" }
        return "{" + pairs.joined(separator: ",") + "}"
    }

    private static func escape(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }
}
