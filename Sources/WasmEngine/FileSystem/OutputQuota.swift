/// Counts what a program writes against the task's limits; used by one run on one thread.
final class OutputQuota {
    let bytesMax: Int64
    let filesMax: Int
    private(set) var bytesUsed: Int64 = 0
    private(set) var filesUsed = 0
    /// True once anything was refused: the results are then not what the program wanted to leave.
    private(set) var isExceeded = false

    init(bytesMax: Int64, filesMax: Int) {
        self.bytesMax = bytesMax
        self.filesMax = filesMax
    }

    /// Takes up to `wanted` bytes and returns how many were left to take.
    func takeBytes(_ wanted: Int64) -> Int64 {
        let granted = min(wanted, bytesMax - bytesUsed)
        if granted < wanted { isExceeded = true }
        bytesUsed += granted
        return granted
    }

    func giveBackBytes(_ count: Int64) { bytesUsed -= count }

    /// Counts one more file, folder or link; throws `quota` when there are too many.
    func takeFile() throws(WasiErrno) {
        guard filesUsed < filesMax else {
            isExceeded = true
            throw .quota
        }
        filesUsed += 1
    }

    func giveBackFile() { filesUsed -= 1 }
}
