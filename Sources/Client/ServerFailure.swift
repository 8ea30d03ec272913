import Core

/// Turns the body of an error into a `CoreError`.
enum ServerFailure {
    /// Reads the structured form, or makes the best of any other body.
    static func error(in json: JSONValue, status: Int, text: String, url: String) -> CoreError {
        guard json[anyCase: "Message"] != nil else {
            let reason = json[anyCase: "Error"]?.stringValue ?? (text.isEmpty ? "no message" : text)
            return CoreError(
                CoreError.Code(wireName: "", httpStatus: status),
                "\(url) answered \(status): \(reason)",
                component: "Server"
            )
        }
        return CoreError(wire: json, httpStatus: status)
    }
}
