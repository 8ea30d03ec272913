import ContentAddressing
import Core
import Database
import Glibc
import TestKit

/// A child process of the crash tests: it writes numbered records until it is killed, and prints each number on a line
/// of its own once its commit has returned.
///
/// Arguments: `jobs`, `content`, `deals` or `openings`, the path of the file, the first number, how many tasks write at the same time.
@main
struct CrashHelper {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 5, let first = Int(arguments[3]), let tasks = Int(arguments[4]), tasks > 0 else {
            throw CoreError(.badRequest, "usage: database-crash-helper jobs|content|deals|openings path first tasks")
        }
        let write = try writer(arguments[1], path: arguments[2])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    // It ends when the parent kills the process; a parent that is gone ends it by SIGPIPE.
                    for number in stride(from: first + task, to: first + 1_000_000, by: tasks) {
                        try await write(number)
                        let line = Array("\(number)\n".utf8)
                        guard Glibc.write(STDOUT_FILENO, line, line.count) == line.count else { return }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private static func writer(_ kind: String, path: String) throws -> @Sendable (Int) async throws -> Void {
        switch kind {
        case "jobs":
            let store = try SQLiteJobStore(path: path)
            return { try await store.commit(CrashRecords.submission($0)) }
        case "deals":
            let store = try SQLiteDealStore(path: path)
            return { number in
                try await store.save(CrashRecords.deals(number, ended: false))
                try await store.save(CrashRecords.deals(number, ended: true))
            }
        case "openings":
            let store = try SQLiteOpeningStore(path: path)
            return { number in
                let openings = CrashRecords.openings(number)
                try await store.keep(openings)
                if CrashRecords.isForgotten(number) { store.forget([openings[0].deal]) }
            }
        default:
            let index = try SQLiteContentIndex(path: path)
            return { try await index.write(CrashRecords.batch($0)) }
        }
    }
}
