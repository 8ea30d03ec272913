extension RunOutput: WireCodable {
    /// As v1 writes it, with a small `stderr`.
    package var wireValue: JSONValue {
        .object([
            JSONValue.Member("Stdout", .string(stdout)), JSONValue.Member("StdoutTruncated", .bool(stdoutTruncated)),
            JSONValue.Member("stderr", .string(stderr)), JSONValue.Member("StderrTruncated", .bool(stderrTruncated)),
            JSONValue.Member("ExitCode", .int(Int64(exitCode))), JSONValue.Member("ErrorMsg", .string(errorMessage)),
        ])
    }

    /// Reads the output; what is missing is empty.
    package init(reading reader: DocumentReader) throws(ValidationProblem) {
        self.init()
        stdout = try reader.text("Stdout")
        stdoutTruncated = try reader.flag("StdoutTruncated")
        stderr = try reader.text("stderr")
        stderrTruncated = try reader.flag("StderrTruncated")
        exitCode = try reader.integer("ExitCode")
        errorMessage = try reader.text("ErrorMsg")
    }
}
