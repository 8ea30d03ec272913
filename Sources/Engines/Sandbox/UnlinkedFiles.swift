import Core
import Glibc

/// Finds files that a sandbox still has open but has removed: they fill the disk and are in no folder.
enum UnlinkedFiles {
    /// The most processes and descriptors looked at in one check.
    private static let processesMax = 4096
    private static let descriptorsMax = 100_000

    /// Bytes of removed files on this file system that processes of the namespace with this first process hold open.
    ///
    /// A file that several descriptors hold counts once. What cannot be looked at counts nothing.
    static func bytes(firstProcess: pid_t, device: dev_t) -> UInt64 {
        guard let space = HostCall.linkTarget("/proc/\(firstProcess)/ns/pid") else { return 0 }
        var seen: Set<ino_t> = []
        var bytes: UInt64 = 0
        var descriptors = 0
        let processes = (HostCall.names(in: "/proc") ?? []).filter { $0.first?.isNumber == true }
        for process in processes.prefix(processesMax) where HostCall.linkTarget("/proc/\(process)/ns/pid") == space {
            for name in HostCall.names(in: "/proc/\(process)/fd") ?? [] {
                descriptors += 1
                if descriptors > descriptorsMax { return bytes }
                var status = stat()
                guard stat("/proc/\(process)/fd/\(name)", &status) == 0, status.st_nlink == 0,
                    status.st_dev == device, status.st_mode & S_IFMT == S_IFREG, seen.insert(status.st_ino).inserted
                else { continue }
                bytes &+= UInt64(max(0, status.st_blocks)) * 512
            }
        }
        return bytes
    }
}
