extension Usage: WireCodable {
    /// `{Fuel, CPUNanoseconds, WallNanoseconds, MemoryPeakBytes, InputBytes, FetchedBytes, OutputBytes}` without zeros.
    package var wireValue: JSONValue {
        var members: [JSONValue.Member] = []
        members.append("Fuel", amount: fuel)
        members.append("CPUNanoseconds", amount: cpuNanoseconds)
        members.append("WallNanoseconds", amount: wallNanoseconds)
        members.append("MemoryPeakBytes", amount: memoryPeakBytes)
        members.append("InputBytes", amount: inputBytes)
        members.append("FetchedBytes", amount: fetchedBytes)
        members.append("OutputBytes", amount: outputBytes)
        return .object(members)
    }

    /// Reads the amounts; missing ones are 0.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        self.init()
        fuel = try reader.amount("Fuel")
        cpuNanoseconds = try reader.amount("CPUNanoseconds")
        wallNanoseconds = try reader.amount("WallNanoseconds")
        memoryPeakBytes = try reader.amount("MemoryPeakBytes")
        inputBytes = try reader.amount("InputBytes")
        fetchedBytes = try reader.amount("FetchedBytes")
        outputBytes = try reader.amount("OutputBytes")
    }
}
