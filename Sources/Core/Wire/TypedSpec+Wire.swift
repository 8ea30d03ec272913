extension TypedSpec: WireCodable {
    /// `{Type, Params}`, as result items and published results are shown.
    package var wireValue: JSONValue { JobSpecEncoder.typed(self) }

    /// Reads `{Type, Params}`.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        self.init(type: try reader.text("Type"))
        guard let params = reader["Params"] else { return }
        _ = try params.members()
        self.params = params.value
    }
}
