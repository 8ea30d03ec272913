import Foundation
import TestKit

/// Whether packages can be installed from PyPI here.
enum Pip {
    /// Always true on a CI machine, where a package that cannot be installed is a failure.
    static var canInstall: Bool {
        get async {
            if Bacalhau.isCI { return true }
            guard let folder = try? TemporaryFolder() else { return false }
            defer { folder.remove() }
            let arguments = [
                "-m", "pip", "download", "--quiet", "--no-deps", "--retries", "0", "six==1.16.0", "-d", folder.path,
            ]
            let pip = try? await Child.run("/usr/bin/env", ["python3"] + arguments)
            return pip?.status == 0
        }
    }
}
