import ArgumentParser
import ContentAddressing
import Core

/// How files become blocks, as commands take it.
struct ProfileArgument: ExpressibleByArgument, Hashable, Sendable {
    var profile: ImportProfile

    init(_ profile: ImportProfile) { self.profile = profile }

    init?(argument: String) {
        guard let profile = ImportProfile(name: argument) else { return nil }
        self.profile = profile
    }

    var defaultValueDescription: String { profile.name }

    static var allValueStrings: [String] { ImportProfile.all.map(\.name) }
}
