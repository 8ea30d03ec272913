extension JobSpecDecoder {
    /// Reads the style of a `Trust.Style` or of `--style`, in any case.
    package static func parseStyle(_ text: String) throws(ValidationProblem) -> TrustSpec.Style {
        try choice(text, DocumentPath.root["Trust"]["Style"])
    }

    /// Reads a `Trust.WhenRefuted` or `--when-refuted`, in any case.
    package static func parseRepair(_ text: String) throws(ValidationProblem) -> TrustSpec.Repair {
        try choice(text, DocumentPath.root["Trust"]["WhenRefuted"])
    }

    /// Reads a `Trust.CheckPercent` or `--check-percent`, such as `2.5`, as parts per million.
    ///
    /// What lies between two parts per million is rounded to the nearest.
    package static func parseCheckPercent(_ text: String) throws(ValidationProblem) -> UInt32 {
        let path = DocumentPath.root["Trust"]["CheckPercent"]
        var number = text.trimmed
        if number.hasSuffix("%") { number = String(number.dropLast()).trimmed }
        guard let percent = Double(number), let ppm = ppm(percent: percent) else {
            throw ValidationProblem(path, value: text, rule: percentRule)
        }
        return ppm
    }

    private static let percentRule = "must be a percentage above 0 and up to 100, such as 2.5"

    /// Reads `{Style, Replicas, Nodes, MaxPrice, CheckPercent, MaxFuel, WhenRefuted}`.
    static func trust(_ reader: DocumentReader, _ reading: inout SpecReading) -> TrustSpec? {
        guard reading.isObject(reader, known: trustFields) else { return nil }
        var trust = TrustSpec(style: .standard(hasPrice: reader["MaxPrice"] != nil))
        if let field = reader["Style"] {
            trust.style =
                reading.attempt { () throws(ValidationProblem) in try parseStyle(try field.text()) } ?? trust.style
        }
        trust.maxPrice = reader["MaxPrice"].flatMap { price($0, &reading) }
        trust.replicas = small(reader["Replicas"], &reading)
        for item in reading.items(reader["Nodes"], limit: TrustSpec.nodesMax) {
            if let text = reading.text(item) { trust.nodes.append(text) }
        }
        if let field = reader["CheckPercent"] {
            trust.checkPpm = reading.attempt { () throws(ValidationProblem) in try checkPpm(field) }
        }
        if let field = reader["MaxFuel"], let fuel = reading.integer(field) {
            if fuel > 0 { trust.maxFuel = UInt64(fuel) } else { reading.add(field.problem("must be above 0")) }
        }
        if let field = reader["WhenRefuted"] {
            trust.repair =
                reading.attempt { () throws(ValidationProblem) in try parseRepair(try field.text()) } ?? .list
        }
        return trust
    }

    private static func price(_ reader: DocumentReader, _ reading: inout SpecReading) -> Int64? {
        if let text = reader.value.stringValue {
            if let amount = CreditQuantity(text) { return amount.units }
        } else if case .double(let number) = reader.value, DocumentReader.whole(number) == nil {
            let credits = "\(DocumentReader.shown(reader.value))cr"
            reading.add(
                reader.problem(CreditQuantity.rule, suggestion: CreditQuantity(credits) == nil ? nil : credits)
            )
            return nil
        } else if let units = try? reader.integer(), units > 0 {
            return units
        }
        reading.add(reader.problem(CreditQuantity.rule))
        return nil
    }

    private static func checkPpm(_ reader: DocumentReader) throws(ValidationProblem) -> UInt32 {
        if let text = reader.value.stringValue { return try parseCheckPercent(text) }
        guard let ppm = ppm(percent: try reader.number()) else { throw reader.problem(percentRule) }
        return ppm
    }

    /// The nearest parts per million; nil when they are not from 1 to a million.
    private static func ppm(percent: Double) -> UInt32? {
        guard percent > 0, percent <= 100 else { return nil }
        let ppm = UInt32(percent * 10_000 + 0.5)
        return ppm > 0 ? ppm : nil
    }

    private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ text: String,
        _ path: DocumentPath
    ) throws(ValidationProblem) -> Choice {
        let trimmed = text.trimmed
        for choice in Choice.allCases where choice.rawValue.equalsIgnoringCase(trimmed) { return choice }
        let names = Choice.allCases.map { $0.rawValue }
        throw ValidationProblem(
            path,
            value: text,
            rule: "must be one of " + names.joined(separator: ", "),
            suggestion: NearestSpelling.of(trimmed, among: names)
        )
    }
}
