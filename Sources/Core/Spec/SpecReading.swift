/// What the parts of the spec decoder share: how strict it is, and what was found so far.
struct SpecReading {
    let mode: JobSpecDecoder.Mode
    private(set) var problems: [ValidationProblem] = []
    private(set) var warnings: [String] = []

    init(mode: JobSpecDecoder.Mode) { self.mode = mode }

    mutating func add(_ problem: ValidationProblem) {
        guard problems.count < JobSpecValidator.problemsMax else { return }
        problems.append(problem)
    }

    mutating func warn(_ text: String) {
        guard warnings.count < JobSpecValidator.problemsMax else { return }
        warnings.append(text)
    }

    /// The result of a read that may fail; a failure is noted and gives nil.
    mutating func attempt<Result>(_ body: () throws(ValidationProblem) -> Result) -> Result? {
        do {
            return try body()
        } catch {
            add(error)
            return nil
        }
    }

    mutating func text(_ reader: DocumentReader?) -> String? {
        guard let reader else { return nil }
        return attempt { () throws(ValidationProblem) in try reader.text() }
    }

    mutating func integer(_ reader: DocumentReader?) -> Int64? {
        guard let reader else { return nil }
        return attempt { () throws(ValidationProblem) in try reader.integer() }
    }

    mutating func texts(_ reader: DocumentReader?) -> [String]? {
        guard let reader else { return nil }
        return attempt { () throws(ValidationProblem) in try reader.texts() }
    }

    mutating func map(_ reader: DocumentReader?) -> StringMap? {
        guard let reader else { return nil }
        return attempt { () throws(ValidationProblem) in try reader.textMap() }
    }

    /// The items of a list, at most `limit` of them; nothing when it is missing or not a list.
    mutating func items(_ reader: DocumentReader?, limit: Int) -> [DocumentReader] {
        guard let reader else { return [] }
        guard case .array(let items) = reader.value else {
            add(reader.problem("must be a list"))
            return []
        }
        guard items.count <= limit else {
            add(ValidationProblem(reader.path, value: "\(items.count) items", rule: "must have at most \(limit) items"))
            return []
        }
        return items.enumerated().map { DocumentReader($1, path: reader.path[$0]) }
    }

    /// True when the value is an object; in CLI mode its members' names must be among `known`.
    mutating func isObject(_ reader: DocumentReader, known: [String], system: [String] = []) -> Bool {
        guard case .object(let members) = reader.value else {
            add(reader.problem("must be an object"))
            return false
        }
        for name in system where reader[name] != nil { noteSystemField(reader.path[name]) }
        guard mode == .cli else { return true }
        for member in members where !Self.contains(known, member.name) && !Self.contains(system, member.name) {
            add(
                ValidationProblem(
                    reader.path[member.name],
                    rule: "is an unknown field",
                    suggestion: NearestSpelling.of(member.name, among: known)
                )
            )
        }
        return true
    }

    private mutating func noteSystemField(_ path: DocumentPath) {
        switch mode {
        case .api: warn("\(path) is set by the system; the given value is ignored")
        case .cli: add(ValidationProblem(path, rule: "is set by the system and must not be in a spec"))
        }
    }

    private static func contains(_ names: [String], _ name: String) -> Bool {
        names.contains { $0.equalsIgnoringCase(name) }
    }
}
