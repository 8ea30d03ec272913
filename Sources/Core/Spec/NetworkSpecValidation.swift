/// The rules of a task's network.
enum NetworkSpecValidation {
    private static let labelBytesMax = 63
    private static let fixedPorts = 1024...65535
    private static let domainRule = "must be a host name, a wildcard such as *.example.com, or an IP address"

    static func check(_ network: NetworkSpec, _ path: DocumentPath, _ problems: inout [ValidationProblem]) {
        if !network.domains.isEmpty, network.mode != .http {
            problems.append(
                ValidationProblem(path["Domains"], rule: "goes with Type HTTP only, not \(network.mode.rawValue)")
            )
        }
        if network.domains.count > JobSpecValidator.domainsMax {
            problems.append(
                ValidationProblem(path["Domains"], rule: "must have at most \(JobSpecValidator.domainsMax) items")
            )
        }
        for (index, domain) in network.domains.enumerated() where !isDomain(domain) {
            problems.append(ValidationProblem(path["Domains"][index], value: domain, rule: domainRule))
        }
        if !network.ports.isEmpty, network.mode != .host, network.mode != .bridge {
            problems.append(
                ValidationProblem(
                    path["Ports"],
                    rule: "goes with Type Host or Bridge only, not \(network.mode.rawValue)"
                )
            )
        }
        checkPorts(network.ports, path["Ports"], &problems)
    }

    private static func checkPorts(
        _ ports: [NetworkSpec.Port],
        _ list: DocumentPath,
        _ problems: inout [ValidationProblem]
    ) {
        var names = Set<String>()
        var fixed = Set<Int>()
        for (index, port) in ports.enumerated() {
            let path = list[index]
            if !TaskSpecValidation.isEnvName(port.name) {
                problems.append(
                    ValidationProblem(
                        path["Name"],
                        value: port.name,
                        rule: "must be a name of A to Z, 0 to 9 and _ that starts with a letter"
                    )
                )
            } else if !names.insert(port.name).inserted {
                problems.append(ValidationProblem(path["Name"], value: port.name, rule: "is the name of two ports"))
            }
            if port.fixed != 0 {
                if !fixedPorts.contains(port.fixed) {
                    problems.append(
                        ValidationProblem(
                            path["Static"],
                            value: String(port.fixed),
                            rule: "must be between 1024 and 65535"
                        )
                    )
                } else if !fixed.insert(port.fixed).inserted {
                    problems.append(
                        ValidationProblem(path["Static"], value: String(port.fixed), rule: "is given to two ports")
                    )
                }
            }
            if !(0...65535).contains(port.target) {
                problems.append(
                    ValidationProblem(
                        path["Target"],
                        value: String(port.target),
                        rule: "must be between 0 and 65535"
                    )
                )
            }
        }
    }

    /// True for a host name (RFC 1123), one with `*.` before it, an IPv4 address, or what can be an IPv6 address.
    static func isDomain(_ text: String) -> Bool {
        if text.contains(":") { return isIPv6(text) }
        let host = text.hasPrefix("*.") ? text.dropFirst(2) : text[...]
        guard !host.isEmpty, host.utf8.count <= 253 else { return false }
        return host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.utf8.count <= labelBytesMax && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
        }
    }

    private static func isIPv6(_ text: String) -> Bool {
        let groups = text.split(separator: ":", omittingEmptySubsequences: false)
        return (3...9).contains(groups.count)
            && groups.allSatisfy {
                $0.utf8.count <= 4 && $0.utf8.allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
            }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }
}
