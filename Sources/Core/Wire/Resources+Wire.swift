extension Resources: WireCodable {
    /// `{CPU, Memory, Disk, GPU}` without zeros: processors as a number, bytes, a count.
    package var wireValue: JSONValue {
        var members: [JSONValue.Member] = []
        if cpuMillis % 1000 == 0 {
            members.append("CPU", number: Int64(cpuMillis / 1000))
        } else {
            members.append("CPU", .double(Double(cpuMillis) / 1000))
        }
        members.append("Memory", number: memoryBytes)
        members.append("Disk", number: diskBytes)
        members.append("GPU", number: Int64(gpus))
        return .object(members)
    }

    /// Reads the amounts; missing ones are 0.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        self.init()
        if let cpu = reader["CPU"] {
            let millis = try cpu.number() * 1000
            guard (0...Double(CPUQuantity.millisMax)).contains(millis) else {
                throw cpu.problem("must be a number of processors")
            }
            cpuMillis = Int(millis + 0.5)
        }
        memoryBytes = try reader["Memory"]?.integer() ?? 0
        diskBytes = try reader["Disk"]?.integer() ?? 0
        gpus = try reader.integer("GPU")
    }
}
