import Glibc

/// Waiting for time to pass or for descriptors to be ready.
extension WasiContext {
    private struct Subscription {
        static let byteCount: UInt32 = 48
        static let eventBytes: UInt32 = 32
        var userdata: UInt64
        /// 0 clock, 1 read, 2 write.
        var kind: UInt8
        /// Of a clock: how long from now.
        var wait: UInt64
        var descriptor: UInt32
    }

    /// Writes at least one event and returns their number.
    ///
    /// Descriptors are always ready here. With clocks alone the call waits for the first of them: on a virtual clock
    /// without waiting, on the host's in slices, so that a deadline or a cancellation ends it.
    func poll(
        _ memory: GuestMemory,
        subscriptions pointer: UInt32,
        events: UInt32,
        count: UInt32
    ) throws(WasiErrno) -> UInt32 {
        guard count > 0, count <= WasiLimits.subscriptionsMax else { throw .invalid }
        let table = UnsafeRawBufferPointer(try memory.bytes(pointer, count * Subscription.byteCount))
        let output = try memory.bytes(events, count * Subscription.eventBytes)
        var list: [Subscription] = []
        list.reserveCapacity(Int(count))
        for index in 0..<Int(count) {
            let offset = index * Int(Subscription.byteCount)
            list.append(try subscription(UnsafeRawBufferPointer(rebasing: table[offset..<offset + 48])))
        }
        // Descriptors are ready now, so only clocks that are already due go with them.
        let hasDescriptor = list.contains { $0.kind != 0 }
        let wait = hasDescriptor ? 0 : list.reduce(UInt64.max) { min($0, $1.wait) }
        if wait > 0 { sleep(wait) }
        var made = 0
        for item in list where item.kind != 0 || item.wait <= wait {
            let event = UnsafeMutableRawBufferPointer(rebasing: output[made * 32..<made * 32 + 32])
            writeEvent(for: item, into: event)
            made += 1
        }
        return UInt32(made)
    }

    private func subscription(_ bytes: UnsafeRawBufferPointer) throws(WasiErrno) -> Subscription {
        func load<Number: FixedWidthInteger>(_ offset: Int, _ type: Number.Type) -> Number {
            Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
        }
        var item = Subscription(userdata: load(0, UInt64.self), kind: bytes[8], wait: 0, descriptor: 0)
        switch item.kind {
        case 0:
            let clockID = load(16, UInt32.self)
            guard clockID <= 1 else { throw .notSupported }
            let timeout = load(24, UInt64.self)
            let isAbsolute = load(40, UInt16.self) & 1 != 0
            item.wait = isAbsolute ? clock.time(until: timeout, on: clockID) : timeout
        case 1, 2: item.descriptor = load(16, UInt32.self)
        default: throw .invalid
        }
        return item
    }

    private func writeEvent(for item: Subscription, into event: UnsafeMutableRawBufferPointer) {
        event.initializeMemory(as: UInt8.self, repeating: 0)
        event.storeBytes(of: item.userdata.littleEndian, toByteOffset: 0, as: UInt64.self)
        event.storeBytes(of: item.kind, toByteOffset: 10, as: UInt8.self)
        guard item.kind != 0 else { return }
        do throws(WasiErrno) {
            let file = try files[item.descriptor]
            let left: UInt64
            switch file.target {
            case .read(let handle): left = handle.file.size - min(handle.file.size, file.position)
            case .written(let output): left = UInt64(output.size) - min(UInt64(output.size), file.position)
            case .input, .output, .directory: left = 0
            }
            event.storeBytes(of: left.littleEndian, toByteOffset: 16, as: UInt64.self)
        } catch {
            event.storeBytes(of: error.code.littleEndian, toByteOffset: 8, as: UInt16.self)
        }
    }

    private func sleep(_ nanoseconds: UInt64) {
        if clock.isVirtual { return clock.skip(nanoseconds) }
        let (sum, overflow) = HostClock.monotonic.addingReportingOverflow(nanoseconds)
        let end = overflow ? UInt64.max : sum
        while true {
            let now = HostClock.monotonic
            if now >= end || checkLimits() { return }
            let slice = waitSlice(end - now)
            var time = timespec(tv_sec: 0, tv_nsec: Int(slice))
            nanosleep(&time, nil)
            meter.waitedNanoseconds &+= HostClock.monotonic &- now
        }
    }
}
