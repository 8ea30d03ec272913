import ArgumentParser
import Core
import Engines
import Foundation
import WasmEngine

/// `bacalhau internal engines`: measures runs of the engines beside what they stand on; the benchmarks call it.
struct EnginesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engines",
        abstract: "Measure trivial runs beside bare Wasmtime and bare bubblewrap.",
        shouldDisplay: false
    )

    /// A sandbox takes a thousand times as long as a WebAssembly run.
    private static let wasmRoundsPerRun = 20

    @Option(help: "Sandboxes to start of each kind; WebAssembly runs are many times as many.") var runs = 100
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...100_000).contains(runs) else { throw ValidationError("--runs must be between 1 and 100000.") }
    }

    func run() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/bacalhau-engines-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let wasm = WasmExecutionEngine(WasmSettings(cachePath: folder + "/wasm"))
        let sandbox = SandboxEngine(SandboxConfiguration(cacheFolder: folder + "/sandbox"))
        let figures: [(engine: String, figure: FloorComparison)] = [
            ("wasm", try wasm.compareWithFloor(rounds: runs * Self.wasmRoundsPerRun)),
            ("sandbox", try sandbox.compareWithFloor(rounds: runs, folder: folder)),
        ]
        try output.show(Self.answer(figures))
    }

    private static func answer(_ figures: [(engine: String, figure: FloorComparison)]) -> Answer {
        var table = Table(columns: [
            .init("ENGINE"), .init("FLOOR NS", right: true), .init("RUN NS", right: true), .init("RATIO", right: true),
        ])
        var items: [JSONValue] = []
        for (engine, figure) in figures {
            let ratio = (figure.ratio * 100).rounded() / 100
            table.add([
                .init(engine), .init(String(figure.floorNanoseconds)), .init(String(figure.ownNanoseconds)),
                .init(String(ratio)),
            ])
            items.append(
                .object([
                    .init("Engine", .string(engine)),
                    .init("FloorNanoseconds", .int(Int64(clamping: figure.floorNanoseconds))),
                    .init("RunNanoseconds", .int(Int64(clamping: figure.ownNanoseconds))),
                    .init("Ratio", .double(ratio)),
                ])
            )
        }
        return Answer(document: .array(items), table: table, identifiers: figures.map(\.engine))
    }
}
