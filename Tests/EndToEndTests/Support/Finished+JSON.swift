import TestKit

extension Finished {
    /// The output read as JSON.
    var json: JSON {
        get throws { try JSON(output) }
    }
}
