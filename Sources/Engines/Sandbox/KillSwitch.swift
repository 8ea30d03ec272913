import CSpawn
import Glibc

/// Lets any thread end a run: a descriptor that becomes readable once and stays so.
final class KillSwitch: Sendable {
    let descriptor: Int32

    init() throws {
        descriptor = cspawn_eventfd()
        guard descriptor >= 0 else { throw HostCall.failure("make an event descriptor") }
    }

    func fire() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    var isFired: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) == 1
    }

    deinit { close(descriptor) }
}
