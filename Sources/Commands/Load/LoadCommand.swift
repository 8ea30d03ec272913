import ArgumentParser
import Core
import Foundation
import Glibc
import Synchronization

/// `bacalhau internal load`: measures a running server with no-op WebAssembly jobs; the benchmarks call it.
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Submit many no-op jobs and measure.",
        shouldDisplay: false
    )

    static let jobsMax = 10_000_000

    @Option(help: "Jobs in all.") var jobs = 1000
    @Option(help: "Clients at once, each with its own connection.") var clients = 1
    @Option(help: "Partitions of each job.") var partitions = 1
    @Flag(help: "Each client waits for the end of its job before the next one.") var wait = false
    @Option(help: "How often the program goes through its loop: 1 is about 1 ns.") var loops = 0
    @Option(help: "The style of running; empty names none.") var style = ""
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard (1...Self.jobsMax).contains(jobs), (0...LoadProgram.loopsMax).contains(loops),
            (1...1024).contains(clients), partitions > 0
        else {
            throw ValidationError("--jobs, --clients (at most 1024) and --partitions must be positive.")
        }
    }

    private var body: [UInt8] {
        let trust = style.isEmpty ? "" : #""Trust":{"Style":"\#(style)"},"#
        let spec = """
            {"Job":{"Type":"batch","Count":\(partitions),\(trust)"Tasks":[{"Name":"main",\
            "Engine":{"Type":"wasm","Params":{"EntryModule":"m.wasm"}},"Resources":{"CPU":"100m","Memory":"16Mb"},\
            "InputSources":[{"Target":"m.wasm","Source":{"Type":"inline","Params":{"URL":\
            "data:application/wasm;base64,\(LoadProgram(loops: loops).base64)"}}}]}]}}
            """
        return Array(spec.utf8)
    }

    func run() async throws {
        let endpoint = try connection.configuration().endpoint
        let latencies = Mutex<[Double]>([])
        let next = Atomic<Int>(0)
        let failure = Mutex<String?>(nil)
        let start = Self.seconds()
        let group = DispatchGroup()
        for _ in 0..<clients {
            group.enter()
            let thread = Thread {
                defer { group.leave() }
                do {
                    let mine = try drive(endpoint, next)
                    latencies.withLock { $0 += mine }
                } catch { failure.withLock { $0 = "\(error)" } }
            }
            thread.start()
        }
        await withCheckedContinuation { continuation in
            group.notify(queue: .global()) { continuation.resume() }
        }
        if let failure = failure.withLock({ $0 }) { throw CommandError(.failed, failure) }
        let submitted = Self.seconds() - start
        if !wait { try drain(endpoint) }
        try report(latencies.withLock { $0.sorted() }, submitted: submitted, all: Self.seconds() - start)
    }

    private static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private func drive(_ endpoint: Endpoint, _ next: borrowing Atomic<Int>) throws -> [Double] {
        let connection = try LoadConnection(host: endpoint.host, port: endpoint.port)
        let path = "/api/v1/orchestrator/jobs" + (wait ? "?wait=60s" : "")
        let request = connection.request("PUT", path, body: body)
        var latencies: [Double] = []
        while next.wrappingAdd(1, ordering: .relaxed).oldValue < jobs {
            let start = Self.seconds()
            let answer = try connection.exchange(request)
            guard answer.status == 200 else {
                throw CommandError(
                    .failed,
                    "status \(answer.status): \(String(decoding: answer.body.prefix(500), as: UTF8.self))"
                )
            }
            if wait, latencies.isEmpty, !String(decoding: answer.body, as: UTF8.self).contains("\"Completed\"") {
                throw CommandError(
                    .failed,
                    "the job did not complete: \(String(decoding: answer.body.prefix(2000), as: UTF8.self))"
                )
            }
            latencies.append(Self.seconds() - start)
        }
        return latencies
    }

    /// Waits until nothing is active any more, by the server's own figures.
    private func drain(_ endpoint: Endpoint) throws {
        let connection = try LoadConnection(host: endpoint.host, port: endpoint.port)
        let request = connection.request("GET", "/metrics")
        for _ in 0..<60_000 {
            let text = String(decoding: try connection.exchange(request).body, as: UTF8.self)
            if text.contains("\nbacalhau_jobs_active 0") { return }
            usleep(5_000)
        }
        throw CommandError(.failed, "jobs are still active after five minutes")
    }

    private func report(_ latencies: [Double], submitted: Double, all: Double) throws {
        func at(_ share: Double) -> Double {
            latencies[min(latencies.count - 1, Int(Double(latencies.count) * share))] * 1e6
        }
        let total = Double(jobs)
        let line = """
            {"jobs":\(jobs),"clients":\(clients),"partitions":\(partitions),"wait":\(wait),"seconds":\(all),\
            "jobsPerSecond":\(total / all),"submissionsPerSecond":\(total / submitted),\
            "executionsPerSecond":\(total * Double(partitions) / all),\
            "p50Microseconds":\(at(0.5)),"p99Microseconds":\(at(0.99))}
            """
        try CommandContext.current.console.write(line + "\n")
    }
}
