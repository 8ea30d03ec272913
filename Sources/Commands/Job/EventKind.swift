import ArgumentParser
import Core

/// Which events a history shows.
enum EventKind: String, ExpressibleByArgument, CaseIterable {
    case all, job, execution
}
