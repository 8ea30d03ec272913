import Core

/// The host's settings for pip, passed on only while requirements are installed.
struct PipSettings {
    /// pip's own variables, proxies and certificates.
    let variables: StringMap
    /// Options that show configuration and certificate files at their places.
    let options: [String]
    /// Such files that lie in `/etc`.
    let etcFiles: [String]

    private static let names: Set<String> = [
        "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE",
    ]
    /// Variables that hold paths of the host.
    private static let pathNames = [
        "PIP_CONFIG_FILE", "PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE",
    ]

    init(_ environment: StringMap) {
        var variables = StringMap()
        for pair in environment.pairs where pair.key.hasPrefix("PIP_") || Self.names.contains(pair.key) {
            // What would send the packages to another place than the one asked for is left out.
            if ["PIP_TARGET", "PIP_USER", "PIP_PREFIX", "PIP_ROOT"].contains(pair.key) { continue }
            variables[pair.key] = pair.value
        }
        self.variables = variables
        var options: [String] = []
        var etcFiles: [String] = []
        var shown = ["/etc/ssl/certs"]
        let paths = Self.pathNames.compactMap { variables[$0] } + ["/etc/pip.conf"]
        for path in paths where path.hasPrefix("/") && HostCall.exists(path) {
            if shown.contains(where: { SandboxPaths.isInside(path, $0) }) { continue }
            if SandboxPaths.isInside(path, "/usr") || SandboxPaths.isInside(path, "/dev") { continue }
            shown.append(path)
            if SandboxPaths.isInside(path, "/etc") {
                etcFiles.append(path)
            } else {
                options += ["--ro-bind", path, path]
            }
        }
        // Wheels that lie on this host.
        for path in (variables["PIP_FIND_LINKS"] ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
        where path.hasPrefix("/") && HostCall.isDirectory(path) && !shown.contains(path) {
            shown.append(path)
            options += ["--ro-bind", path, path]
        }
        // The sandbox's home is /tmp.
        if let home = environment["HOME"] {
            let folder = environment["XDG_CONFIG_HOME"] ?? home + "/.config"
            for (source, target) in [
                (folder + "/pip/pip.conf", "/tmp/.config/pip/pip.conf"),
                (home + "/.pip/pip.conf", "/tmp/.pip/pip.conf"),
            ] where HostCall.exists(source) {
                options += ["--ro-bind", source, target]
            }
        }
        self.options = options
        self.etcFiles = etcFiles
    }
}
