extension CoreError.Code {
    /// All codes that have a name here.
    package static let all: [CoreError.Code] = [
        .badRequest, .validation, .forbidden, .notFound, .conflict, .tooLarge, .exhausted, .unavailable, .timeout, .io,
        .corrupt, .cancelled, .internalError, .ambiguous,
    ]

    /// The code with this name; one that is not known here keeps its name and gets the given status.
    package init(wireName name: String, httpStatus: Int) {
        self = Self.all.first { $0.name == name } ?? CoreError.Code(name: name, httpStatus: httpStatus)
    }
}

extension CoreError {
    /// The error body of v1's newer line; `requestID` repeats the request's `X-Request-ID`.
    package func wireValue(requestID: String = "") -> JSONValue {
        var members = [
            JSONValue.Member("Status", .int(Int64(code.httpStatus))),
            JSONValue.Member("Message", .string(cause.map { message + ": " + $0 } ?? message)),
            JSONValue.Member("RequestID", .string(requestID)), JSONValue.Member("Code", .string(code.name)),
            JSONValue.Member("Component", .string(component.isEmpty ? "Unknown" : component)),
        ]
        members.append("Hint", text: hint ?? "")
        members.append("Details", .object([]))
        return .object(members)
    }

    /// The error behind an answer's body: v1's newer form, the older `{"message": …}`, or any other JSON.
    package init(wire value: JSONValue, httpStatus: Int) {
        let message = value[anyCase: "Message"]?.stringValue ?? "the server answered with status \(httpStatus)"
        let name = value[anyCase: "Code"]?.stringValue ?? (httpStatus == 404 ? "NotFound" : "InternalError")
        let code = Code(wireName: name, httpStatus: httpStatus)
        self.init(
            code,
            message,
            hint: value[anyCase: "Hint"]?.stringValue,
            component: value[anyCase: "Component"]?.stringValue ?? ""
        )
    }
}
