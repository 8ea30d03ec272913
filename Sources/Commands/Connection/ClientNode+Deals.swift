import Client
import Core

extension ClientNode {
    private static let pageMax = 1000

    func deals(_ job: JobName, version: Int?, limit: Int) async throws -> [DealRecord] {
        var found: [DealRecord] = []
        var token = ""
        repeat {
            var query = QueryItems(namespace: job.namespace)
            query.addVersion(version)
            query.add("limit", limit == 0 ? Self.pageMax : min(Self.pageMax, limit - found.count))
            query.add("next_token", token)
            let page = try WirePage<DealRecord>(
                wire: try await client.call(.get, BacalhauClient.jobPath(job.text) + "/deals", query: query.items)
            )
            found += page.items
            token = page.nextToken
        } while !token.isEmpty && (limit == 0 || found.count < limit)
        return found
    }

    func uncheckedDeals(node: String, limit: Int) async throws -> [DealRecord] {
        var query = QueryItems()
        query.add("node", node)
        query.add("limit", limit == 0 ? Self.pageMax : limit)
        return try Self.items(try await client.call(.get, "\(Self.orchestrator)/deals", query: query.items))
    }

    func receipt(_ execution: String) async throws -> [UInt8] { try await client.receipt(ofExecution: execution) }
}
