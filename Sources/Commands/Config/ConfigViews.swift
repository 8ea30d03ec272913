import ArgumentParser
import Core

/// How settings are shown.
enum ConfigViews {
    static func answer(_ entries: [Configuration.Entry]) -> Answer {
        var table = Table(columns: [.init("KEY"), .init("VALUE"), .init("SOURCE"), .init("MEANING", wide: true)])
        var items: [JSONValue] = []
        for entry in entries {
            table.add([
                .init(entry.key.name), .init(entry.value.text, style: entry.source == .standard ? .dim : .plain),
                .init(entry.source.description), .init(entry.key.summary),
            ])
            items.append(
                .object([
                    .init("Key", .string(entry.key.name)), .init("Value", entry.value.document),
                    .init("Source", .string(entry.source.description)),
                ])
            )
        }
        return Answer(document: .array(items), table: table, identifiers: entries.map(\.key.name))
    }

    /// The setting of a name; throws `usage` with the nearest one.
    static func key(_ name: String) throws -> ConfigurationKey {
        if let key = ConfigurationKey.named(name) { return key }
        let problem = ConfigurationLoader.unknownKey(name)
        throw CommandError(.usage, problem.description, hint: "`bacalhau config list --wide` shows all settings")
    }
}
