import Foundation

extension String {
    /// Without spaces and newlines at both ends.
    var trimming: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
