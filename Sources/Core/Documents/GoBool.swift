/// The spellings of true and false that Go's `strconv.ParseBool` accepts, and so v1's queries and specs.
package enum GoBool {
    /// The value of one of `1 t T TRUE true True 0 f F FALSE false False`, otherwise nil.
    package static func parse(_ text: String) -> Bool? {
        switch text {
        case "1", "t", "T", "TRUE", "true", "True": true
        case "0", "f", "F", "FALSE", "false", "False": false
        default: nil
        }
    }
}
