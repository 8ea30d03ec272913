extension JobEstimate.Odds: WireCodable {
    /// `{LyingShare, Found, WrongAccepted, LossPerAccepted?}`.
    package var wireValue: JSONValue {
        var members = [
            JSONValue.Member("LyingShare", .double(share)), JSONValue.Member("Found", .double(found)),
            JSONValue.Member("WrongAccepted", .double(accepted)),
        ]
        if let lossPerAccepted { members.append("LossPerAccepted", .double(lossPerAccepted)) }
        return .object(members)
    }

    /// Reads the odds.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        self.init(
            share: try reader.required("LyingShare").number(),
            found: try reader.required("Found").number(),
            lossPerAccepted: try reader["LossPerAccepted"]?.number()
        )
    }
}

extension JobEstimate.Choice: WireCodable {
    /// `{Style, Chosen, Obstacle?, EscrowPerDeal, Escrow, PostFees, ExpectedLeast, ExpectedMost, Most, …, Odds}`.
    package var wireValue: JSONValue {
        var members = [
            JSONValue.Member("Style", .string(style.rawValue)), JSONValue.Member("Chosen", .bool(isChosen)),
        ]
        members.append("Obstacle", text: obstacle)
        members.append("EscrowPerDeal", .int(escrowPerDeal))
        members.append("Escrow", .int(escrow))
        members.append("PostFees", .int(postFees))
        members.append("ExpectedLeast", .int(expectedLeast))
        members.append("ExpectedMost", .int(expectedMost))
        members.append("Most", .int(most))
        members.append("OverheadPercent", .double(overheadPercent))
        members.append("Odds", .array(odds.map(\.wireValue)))
        return .object(members)
    }

    /// Reads a style's figures.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        self.init(style: try reader.required("Style").choice(TrustSpec.Style.self))
        isChosen = try reader.flag("Chosen")
        obstacle = try reader.text("Obstacle")
        escrowPerDeal = try reader["EscrowPerDeal"]?.integer() ?? 0
        escrow = try reader["Escrow"]?.integer() ?? 0
        postFees = try reader["PostFees"]?.integer() ?? 0
        expectedLeast = try reader["ExpectedLeast"]?.integer() ?? 0
        expectedMost = try reader["ExpectedMost"]?.integer() ?? 0
        most = try reader["Most"]?.integer() ?? 0
        overheadPercent = try reader["OverheadPercent"]?.number() ?? 0
        odds = try Wire.list(reader["Odds"])
    }
}

extension JobEstimate: WireCodable {
    /// `{Executions, Cap, ChargeLeast, ChargeMost, Available?, Styles, Notes}`; amounts in units.
    package var wireValue: JSONValue {
        var members = [
            JSONValue.Member("Executions", .int(Int64(executions))), JSONValue.Member("Cap", .int(cap)),
            JSONValue.Member("ChargeLeast", .int(chargeLeast)), JSONValue.Member("ChargeMost", .int(chargeMost)),
        ]
        if let available { members.append("Available", .int(available)) }
        members.append("Styles", .array(choices.map(\.wireValue)))
        members.append("Notes", .array(notes.map { .string($0) }))
        return .object(members)
    }

    /// Reads an estimate.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        self.init(executions: Int(try reader.required("Executions").integer()))
        cap = try reader["Cap"]?.integer() ?? 0
        chargeLeast = try reader["ChargeLeast"]?.integer() ?? 0
        chargeMost = try reader["ChargeMost"]?.integer() ?? 0
        available = try reader["Available"]?.integer()
        choices = try Wire.list(reader["Styles"])
        notes = try reader["Notes"]?.texts() ?? []
    }
}
