import ArgumentParser
import ContentAddressing
import Core

/// Where the executions of a job go.
enum JobTarget: String, ExpressibleByArgument, CaseIterable, Sendable {
    case any, all
}
