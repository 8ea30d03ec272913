extension SettlementError.Code {
    /// The code of a name, such as an answer of another process has it.
    package init(named name: String) { self.init(name: name) }
}
