import Core

/// Makes the pages about accounts from the ledger's JSON.
enum ReputationPage {
    private static let nodeColumns = [
        ("Deals", "slots"), ("Verified", "verified"), ("Slashed", "slashed"), ("NoShows", "no-shows"),
        ("Declines", "declines"), ("MedianDelay", "median delay (s)"),
    ]
    private static let clientColumns = [
        ("Deals", "deals"), ("Verified", "verified"), ("Disputes", "disputes"), ("LateFees", "late fees"),
        ("Fined", "fined"),
    ]

    /// A table of accounts, with a link to the next ones.
    static func list(_ accounts: [JSONValue], hasMore: Bool) -> String {
        let head =
            "<tr><th></th><th colspan=\"\(nodeColumns.count)\">as node</th>"
            + "<th colspan=\"\(clientColumns.count)\">as client</th></tr><tr><th>account</th>"
            + (nodeColumns + clientColumns).map { "<th>\($0.1)</th>" }.joined() + "</tr>"
        let rows = accounts.map { account in
            let id = text(account[anyCase: "Account"])
            return "<tr><td><a href=\"\(ReputationPages.prefix)/\(id)\">\(id.prefix(12))</a></td>"
                + cells(account, "Node", nodeColumns) + cells(account, "Client", clientColumns) + "</tr>"
        }
        let last = text(accounts.last?[anyCase: "Account"])
        let more = hasMore ? "<p><a href=\"\(ReputationPages.prefix)?after=\(last)\">the next accounts</a></p>" : ""
        let body = accounts.isEmpty ? "<p>No account has had a deal yet.</p>" : "<table>\(head)\(rows.joined())</table>"
        return page("Accounts", body + more)
    }

    /// One account.
    static func account(_ account: JSONValue) -> String {
        let list = { (name: String, title: String, columns: [(String, String)]) -> String in
            let rows = columns.map { column in
                "<tr><th>\(column.1)</th><td>\(text(account[anyCase: name]?[anyCase: column.0]))</td></tr>"
            }
            return "<h2>\(title)</h2><table>\(rows.joined())</table>"
        }
        let id = text(account[anyCase: "Account"])
        return page(
            "Account \(id)",
            list("Node", "As node", nodeColumns) + list("Client", "As client", clientColumns)
                + "<p>Up to entry \(text(account[anyCase: "UpTo"])) of the log. "
                + "<a href=\"\(ReputationPages.prefix)\">All accounts</a></p>"
        )
    }

    private static func cells(_ account: JSONValue, _ part: String, _ columns: [(String, String)]) -> String {
        columns.map { "<td>\(text(account[anyCase: part]?[anyCase: $0.0]))</td>" }.joined()
    }

    /// A value as text that HTML takes as text.
    private static func text(_ value: JSONValue?) -> String {
        switch value {
        case .string(let text): escaped(text)
        case .int(let number): String(number)
        default: "–"
        }
    }

    private static func escaped(_ text: String) -> String {
        var safe = ""
        for character in text {
            switch character {
            case "&": safe += "&amp;"
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            case "\"": safe += "&quot;"
            default: safe.append(character)
            }
        }
        return safe
    }

    private static func page(_ title: String, _ body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title>\(title)</title>
        <style>body{font:16px sans-serif;margin:2em auto;max-width:70em;padding:0 1em}
        table{border-collapse:collapse}th,td{border-bottom:1px solid #ccc;padding:.3em .6em;text-align:right}
        th:first-child,td:first-child{text-align:left}h1{overflow-wrap:anywhere}</style></head>
        <body><h1>\(title)</h1>
        <p>What the ledger's log says, for people to read. No decision of the ledger or of a node depends on it.</p>
        \(body)
        </body></html>

        """
    }
}
