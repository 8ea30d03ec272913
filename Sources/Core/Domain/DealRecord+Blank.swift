import ContentAddressing

extension DealRecord {
    /// A record with nothing but its ids, for readers that fill in the rest.
    package init(blank executionID: ExecutionID, jobID: JobID) {
        let zeros = [UInt8](repeating: 0, count: Digest256.byteCount).withUnsafeBytes { Digest256($0) }
        self.executionID = executionID
        self.jobID = jobID
        jobVersion = 0
        partition = 0
        nodeID = NodeID("")
        account = zeros
        style = .fast
        checkPpm = 0
        repair = .list
        replicas = 0
        ledger = zeros
        deal = zeros
        jobKey = zeros
        salt = zeros
        cap = 0
        price = 0
        priceMem = 0
        fuelMax = 0
        runSeconds = 0
        createdAt = .zero
        modifiedAt = .zero
    }
}
