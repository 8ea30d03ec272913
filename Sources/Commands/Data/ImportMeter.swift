import ArgumentParser
import ContentAddressing
import Core
import Synchronization

/// Shows how far an import is; may be told from any task.
final class ImportMeter: Sendable {
    private let meter: Mutex<ByteMeter>

    init(console: any Console, mode: ProgressReporter.Mode) {
        meter = Mutex(ByteMeter(console: console, mode: mode, title: "reading"))
    }

    func show(_ progress: AddProgress) { meter.withLock { $0.show(progress.bytesDone, of: progress.bytesTotal) } }

    func finish() { meter.withLock { $0.finish() } }
}
