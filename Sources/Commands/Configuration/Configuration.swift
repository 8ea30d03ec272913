import Core

/// All settings with their values, each from the strongest source that names it: flags, then the environment, then the
/// file, then the defaults.
struct Configuration: Sendable {
    /// A setting with its value and where that came from.
    struct Entry: Sendable, Hashable {
        var key: ConfigurationKey
        var value: ConfigurationValue
        var source: ConfigurationSource
    }

    /// In the order of ``ConfigurationKey/all``.
    private(set) var entries: [Entry]
    /// What the user should know: settings of v1 that mean nothing here.
    var warnings: [String] = []
    /// The file that was read, or the one that `config set` makes.
    var filePath = ""
    /// The home folder, which `~` in paths stands for.
    var homePath = ""

    /// The defaults alone.
    init() {
        entries = ConfigurationKey.all.map { key in
            guard let value = try? ConfigurationValue(parsing: key.standard, key: key) else {
                preconditionFailure("the default of \(key.name) is not valid")
            }
            return Entry(key: key, value: value, source: .standard)
        }
    }

    mutating func set(_ key: ConfigurationKey, to value: ConfigurationValue, source: ConfigurationSource) {
        guard let index = entries.firstIndex(where: { $0.key.name == key.name }) else {
            preconditionFailure("\(key.name) is not a setting")
        }
        entries[index].value = value
        entries[index].source = source
    }

    /// The entry of a setting; the name must be one of ``ConfigurationKey/all``.
    func entry(_ name: String) -> Entry {
        guard let entry = entries.first(where: { $0.key.name == name }) else {
            preconditionFailure("\(name) is not a setting")
        }
        return entry
    }

    /// Where the value of a setting came from; the name must be a setting's.
    func source(of name: String) -> ConfigurationSource { entry(name).source }

    /// A text by the name of its setting, which must be of that kind; so for the others below.
    func text(_ name: String) -> String {
        guard case .text(let text) = entry(name).value else { preconditionFailure("\(name) is not text") }
        return text
    }

    func integer(_ name: String) -> Int {
        guard case .integer(let number) = entry(name).value else { preconditionFailure("\(name) is not a number") }
        return Int(number)
    }

    func flag(_ name: String) -> Bool {
        guard case .flag(let flag) = entry(name).value else { preconditionFailure("\(name) is not a flag") }
        return flag
    }

    func texts(_ name: String) -> [String] {
        guard case .texts(let texts) = entry(name).value else { preconditionFailure("\(name) is not a list") }
        return texts
    }

    func map(_ name: String) -> StringMap {
        guard case .map(let map) = entry(name).value else { preconditionFailure("\(name) is not a map") }
        return map
    }

    func duration(_ name: String) -> Duration {
        guard case .duration(let duration) = entry(name).value else { preconditionFailure("\(name) is no duration") }
        return duration
    }

    /// An amount of processors in thousandths: the setting's own or its share of `whole`; `whole` when it is empty.
    func processorMillis(_ name: String, of whole: Int) -> Int {
        let text = text(name)
        if text.isEmpty { return whole }
        if text.hasSuffix("%") { return Int(Double(whole) * (Double(text.dropLast()) ?? 100) / 100) }
        return CPUQuantity(text)?.millis ?? whole
    }

    /// An amount of bytes: the setting's own or its share of `whole`; `whole` when it is empty.
    func bytes(_ name: String, of whole: Int64) -> Int64 {
        let text = text(name)
        if text.isEmpty { return whole }
        if text.hasSuffix("%") { return Int64(Double(whole) * (Double(text.dropLast()) ?? 100) / 100) }
        return ByteQuantity(text)?.bytes ?? whole
    }
}

extension Configuration {
    /// Where the API is.
    var endpoint: Endpoint { Endpoint(host: text("API.Host"), port: integer("API.Port")) }

    /// The folder of everything that a node keeps; absolute when the home folder is known.
    var dataDirectory: String {
        let path = text("DataDir")
        guard path == "~" || path.hasPrefix("~/"), !homePath.isEmpty else { return path }
        return homePath + path.dropFirst(1)
    }

    /// Whether jobs may use the network: no, unless one of the two settings says so; a refusal wins over a permission
    /// from the same kind of source or a weaker one.
    var permitsNetwork: Bool {
        let accept = entry("JobAdmissionControl.AcceptNetworkedJobs")
        let reject = entry("JobAdmissionControl.RejectNetworkedJobs")
        if accept.source == .standard { return reject.value == .flag(false) }
        if reject.source == .standard { return accept.value == .flag(true) }
        return accept.value == .flag(true) && reject.value == .flag(false)
    }
}
