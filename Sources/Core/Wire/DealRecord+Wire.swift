import ContentAddressing

extension DealRecord: WireCodable {
    /// The record with all its members; digests are 64 hexadecimal digits, and `Result` is there when there is one.
    package var wireValue: JSONValue {
        var members: [JSONValue.Member] = []
        members.reserveCapacity(37)
        members.append("ExecutionID", .string(executionID.text))
        members.append("JobID", .string(jobID.text))
        members.append("JobVersion", .int(Int64(jobVersion)))
        members.append("Partition", .int(Int64(partition)))
        members.append("NodeID", .string(nodeID.text))
        members.append("Account", .string(account.wireText))
        members.append("Style", .string(style.rawValue))
        members.append("CheckPpm", .int(Int64(checkPpm)))
        members.append("Repair", .string(repair.rawValue))
        members.append("Replicas", .int(Int64(replicas)))
        members.append("Ledger", .string(ledger.wireText))
        members.append("Deal", .string(deal.wireText))
        members.append("JobKey", .string(jobKey.wireText))
        members.append("Salt", .string(salt.wireText))
        members.append("EngineVersion", .string(engineVersion))
        members.append("Cap", .int(cap))
        members.append("Price", .int(price))
        members.append("PriceMem", .int(priceMem))
        members.append("FuelMax", Self.amount(fuelMax))
        members.append("RunSeconds", .int(runSeconds))
        appendCourse(to: &members)
        return .object(members)
    }

    /// What changes while the deal goes on.
    private func appendCourse(to members: inout [JSONValue.Member]) {
        members.append("Trust", .string(trust.name))
        members.append("IsOpen", .bool(isOpen))
        if let result { members.append("Result", .string(result.description)) }
        members.append("ExitCode", .int(Int64(exitCode)))
        members.append("Fuel", Self.amount(fuel))
        members.append("PageFuel", Self.amount(pageFuel))
        members.append("Charge", .int(charge))
        if let commitment { members.append("Commitment", .string(commitment.wireText)) }
        if let rho { members.append("Rho", .string(rho.wireText)) }
        members.append("CoinRound", Self.amount(coinRound))
        members.append("Checks", .int(Int64(checks)))
        members.append("Outcome", .string(outcome))
        members.append("Cost", .int(cost))
        members.append("Message", .string(message))
        members.append("CreateTime", .int(createdAt.nanoseconds))
        members.append("ModifyTime", .int(modifiedAt.nanoseconds))
    }

    /// Reads a record: its ids, digests and words must be there, numbers that are missing are 0.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        self.init(
            blank: ExecutionID(try reader.required("ExecutionID").text()),
            jobID: JobID(try reader.required("JobID").text())
        )
        jobVersion = try reader.integer("JobVersion")
        partition = try reader.integer("Partition")
        nodeID = NodeID(try reader.required("NodeID").text())
        account = try reader.required("Account").digest()
        style = try reader.required("Style").choice(TrustSpec.Style.self)
        checkPpm = try reader["CheckPpm"]?.parts() ?? 0
        repair = try reader.required("Repair").choice(TrustSpec.Repair.self)
        replicas = try reader.integer("Replicas")
        ledger = try reader.required("Ledger").digest()
        deal = try reader.required("Deal").digest()
        jobKey = try reader.required("JobKey").digest()
        salt = try reader.required("Salt").digest()
        engineVersion = try reader.text("EngineVersion")
        cap = try reader.units("Cap")
        price = try reader.units("Price")
        priceMem = try reader.units("PriceMem")
        fuelMax = try reader.amount("FuelMax")
        runSeconds = try reader.units("RunSeconds")
        try readCourse(reader)
    }

    private mutating func readCourse(_ reader: DocumentReader) throws(ValidationProblem) {
        let word = try reader.required("Trust")
        let text = try word.text()
        guard let trust = Trust.allCases.first(where: { $0.name == text }) else {
            throw word.problem("must be one of " + Trust.allCases.map(\.name).joined(separator: ", "))
        }
        self.trust = trust
        isOpen = try reader.required("IsOpen").flag()
        result = try reader.cid("Result")
        exitCode = try reader.integer("ExitCode")
        fuel = try reader.amount("Fuel")
        pageFuel = try reader.amount("PageFuel")
        charge = try reader.units("Charge")
        commitment = try reader["Commitment"]?.digest()
        rho = try reader["Rho"]?.digest()
        coinRound = try reader.amount("CoinRound")
        checks = try reader.integer("Checks")
        outcome = try reader.text("Outcome")
        cost = try reader["Cost"]?.integer() ?? 0
        message = try reader.text("Message")
        createdAt = try reader.nanoseconds("CreateTime")
        modifiedAt = try reader.nanoseconds("ModifyTime")
    }

    /// What does not fit into JSON's integers is held at their end.
    private static func amount(_ amount: UInt64) -> JSONValue { .int(Int64(clamping: amount)) }
}

extension DocumentReader {
    /// The whole number of a member that is not negative; 0 when it is missing.
    fileprivate func units(_ name: String) throws(ValidationProblem) -> Int64 {
        guard let member = self[name] else { return 0 }
        let units = try member.integer()
        guard units >= 0 else { throw member.problem("must not be negative") }
        return units
    }

    /// Parts of a million.
    fileprivate func parts() throws(ValidationProblem) -> UInt32 {
        guard let parts = UInt32(exactly: try integer()), parts <= 1_000_000 else {
            throw problem("must be 0 to 1000000")
        }
        return parts
    }
}
