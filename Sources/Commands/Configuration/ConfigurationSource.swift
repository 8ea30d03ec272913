/// Where the value of a setting came from, the weakest first.
enum ConfigurationSource: Sendable, Hashable, CustomStringConvertible {
    case standard
    case file(String)
    case environment(String)
    case flag(String)

    var description: String {
        switch self {
        case .standard: "default"
        case .file(let path): path
        case .environment(let name): "$\(name)"
        case .flag(let name): name
        }
    }
}
