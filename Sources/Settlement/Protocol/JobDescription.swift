package import ContentAddressing

/// What a job key stands for: everything that decides the result, and a salt.
package struct JobDescription: Hashable, Sendable {
    /// Data that the program sees at a path.
    package struct Input: Hashable, Sendable {
        package var path: String
        package var cid: [UInt8]

        package init(path: String, cid: [UInt8]) {
            self.path = path
            self.cid = cid
        }
    }

    /// The engine and the version of its fuel table.
    package var classID: String
    package var program: [UInt8]
    package var entry: String
    package var arguments: [String]
    /// `NAME=value`, in any order.
    package var environment: [String]
    /// In any order.
    package var inputs: [Input]
    package var maxFuel: UInt64
    package var maxPages: UInt64
    package var maxOutputBytes: UInt64
    /// Makes the same work another job.
    package var salt: Digest256

    package init(
        classID: String,
        program: [UInt8],
        entry: String,
        arguments: [String] = [],
        environment: [String] = [],
        inputs: [Input] = [],
        maxFuel: UInt64,
        maxPages: UInt64,
        maxOutputBytes: UInt64,
        salt: Digest256
    ) {
        self.classID = classID
        self.program = program
        self.entry = entry
        self.arguments = arguments
        self.environment = environment
        self.inputs = inputs
        self.maxFuel = maxFuel
        self.maxPages = maxPages
        self.maxOutputBytes = maxOutputBytes
        self.salt = salt
    }

    /// The canonical bytes; environment and inputs are sorted.
    package var bytes: [UInt8] {
        var writer = CBORWriter()
        writer.array(8)
        writer.write(classID)
        writer.write(program)
        writer.write(entry)
        writer.array(arguments.count)
        for argument in arguments { writer.write(argument) }
        let variables = environment.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        writer.array(variables.count)
        for variable in variables { writer.write(variable) }
        let mounts = inputs.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        writer.array(mounts.count)
        for mount in mounts {
            writer.array(2)
            writer.write(mount.path)
            writer.write(mount.cid)
        }
        writer.array(3)
        writer.write(maxFuel)
        writer.write(maxPages)
        writer.write(maxOutputBytes)
        writer.write(salt)
        return writer.bytes
    }

    /// The job's key.
    package var key: JobKey { JobKey(SHA256Hasher.digest(of: Array("bac/job/v1".utf8) + bytes)) }
}
