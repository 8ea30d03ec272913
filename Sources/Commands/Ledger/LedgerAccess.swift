import Core
import Database
import Ledger

/// Where a command finds the ledger: in the data folder, or behind a server.
enum LedgerAccess {
    case folder(LedgerFolder)
    case server(any LedgerAPI, Endpoint)

    /// The server when its address is given as a flag; otherwise the data folder's ledger, unless there is none or
    /// another process has it: then the server of the settings.
    static func find(_ configuration: Configuration) throws -> LedgerAccess {
        let folder = LedgerFolder(dataDirectory: configuration.dataDirectory)
        guard !isNamed("API.Host", configuration), !isNamed("API.Port", configuration), folder.exists,
            try folder.isFree
        else {
            let endpoint = configuration.endpoint
            return .server(CommandContext.current.connector.ledger(at: endpoint), endpoint)
        }
        return .folder(folder)
    }

    /// What a command does with a server's ledger; an address where there is none is told with the other ways.
    static func ask<Value>(
        _ api: any LedgerAPI,
        _ endpoint: Endpoint,
        _ body: (any LedgerAPI) async throws -> Value
    ) async throws -> Value {
        do {
            return try await body(api)
        } catch let error as CoreError where error.code == .unavailable {
            throw CommandError(
                .unreachable,
                "the data folder has no ledger that is free, and no server answers at \(endpoint.url)",
                cause: error.message,
                hint: "make one with 'bacalhau ledger init', start a server that has one with 'bacalhau devstack', "
                    + "or name its address with --api-host and --api-port"
            )
        }
    }

    private static func isNamed(_ key: String, _ configuration: Configuration) -> Bool {
        if case .flag = configuration.source(of: key) { true } else { false }
    }
}
