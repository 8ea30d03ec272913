import ArgumentParser

/// The views of an answer.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
    case table, json, yaml, csv
}
