import ContentAddressing
import Core

/// Brings the content that a local run names into its own node, from the node that the command line would ask.
struct LocalInputs: Sendable {
    let endpoint: Endpoint
    let context: CommandContext

    /// Copies every input named by CID into the local node, each block checked.
    ///
    /// Throws `failed` when nobody who can be asked has it: a local run must not wait for data that cannot come.
    func bring(_ spec: JobSpec, to local: any NodeAPI) async throws {
        for input in spec.task.inputs where input.source.type.lowercased() == "ipfs" {
            guard let cid = input.source["CID"]?.stringValue.flatMap({ CID($0) }) else { continue }
            if try await !local.holders(of: cid).isEmpty { continue }
            do {
                let origin = context.connector.node(at: endpoint)
                _ = try await local.importCAR(try await origin.exportCAR(cid, path: []))
            } catch let error as CancellationError {
                throw error
            } catch {
                throw CommandError(
                    .failed,
                    "the input \(cid) is not here, and the node at \(endpoint.host):\(endpoint.port) does not give it",
                    cause: "\(error)",
                    hint: "add the data to a node and name it with --api-host and --api-port, or use -i ./PATH"
                )
            }
        }
    }
}
