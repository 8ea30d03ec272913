import Glibc

/// The `/etc` of every sandbox: a few harmless files, certificates, and nothing else of the host's.
///
/// It is made by mounts before bubblewrap starts: bubblewrap reads its whole mount table again for every bind.
struct EtcFolder: Sendable {
    /// Certificates only: private keys lie beside them in /etc/ssl.
    private static let always = [
        "/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/ssl/certs", "/etc/ssl/openssl.cnf",
        "/etc/pki/tls/certs", "/etc/pki/ca-trust/extracted",
    ]
    private static let online = ["/etc/resolv.conf", "/etc/hosts", "/etc/services", "/etc/protocols"]
    private static let stubs = [
        ("passwd", "root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/tmp:/bin/sh\n"),
        ("group", "root:x:0:\nnogroup:x:65534:\n"),
        ("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n"),
        ("hosts", "127.0.0.1 localhost\n::1 localhost\n"),
    ]

    private let stateFolder: String
    private let shown: [String]

    /// Writes the files of our own into the state folder.
    init(stateFolder: String) throws {
        self.stateFolder = stateFolder
        for (name, text) in Self.stubs where HostCall.read(stateFolder + "/" + name) != Array(text.utf8) {
            try HostCall.replace(stateFolder + "/" + name, Array(text.utf8))
        }
        shown = Self.always.filter(HostCall.exists)
    }

    /// Steps that make `etc` below the tree's root; `extra` are paths of the host below `/etc`.
    func steps(_ root: String, permitsNetwork: Bool, extra: [String]) -> [ChildRequest.Tree.Step] {
        var sources = Self.stubs.map { ("/etc/" + $0.0, stateFolder + "/" + $0.0) }
        if permitsNetwork { sources.removeAll { Self.online.contains($0.0) } }
        let paths = shown + (permitsNetwork ? Self.online.filter(HostCall.exists) : []) + extra
        sources += paths.map { ($0, $0) }
        var made: Set<String> = []
        var steps: [ChildRequest.Tree.Step] = []
        for (target, source) in sources {
            let parts = target.split(separator: "/")
            var folder = root
            for part in parts.dropLast() {
                folder += "/" + part
                if made.insert(folder).inserted { steps.append(.directory(folder)) }
            }
            let at = root + target
            guard made.insert(at).inserted else { continue }
            steps.append(HostCall.isDirectory(source) ? .folder(source: source, at: at) : .file(source: source, at: at))
        }
        return steps
    }
}
