package import Core

/// The build that serves, as v1's clients ask for it.
package struct BuildInfo: Hashable, Sendable {
    /// With `v`, such as `v1.9.3`.
    package var gitVersion: String
    package var gitCommit: String
    /// RFC 3339.
    package var buildDate: String
    /// As Go names it: `linux`.
    package var operatingSystem: String
    /// As Go names it: `amd64`, `arm64`.
    package var architecture: String

    package init(
        gitVersion: String,
        gitCommit: String = "",
        buildDate: String = "1970-01-01T00:00:00Z",
        operatingSystem: String = "linux",
        architecture: String = "amd64"
    ) {
        self.gitVersion = gitVersion
        self.gitCommit = gitCommit
        self.buildDate = buildDate
        self.operatingSystem = operatingSystem
        self.architecture = architecture
    }

    /// `{Major,Minor,GitVersion,GitCommit,BuildDate,GOOS,GOARCH}`.
    package var json: JSONValue {
        let numbers = ClientVersion.parse(gitVersion)
        return [
            "Major": .string("\(numbers?.0 ?? 0)"), "Minor": .string("\(numbers?.1 ?? 0)"),
            "GitVersion": .string(gitVersion), "GitCommit": .string(gitCommit), "BuildDate": .string(buildDate),
            "GOOS": .string(operatingSystem), "GOARCH": .string(architecture),
        ]
    }
}
