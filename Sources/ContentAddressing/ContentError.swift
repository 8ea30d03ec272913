/// Says what was wrong with bytes, text or a graph of blocks, and where.
///
/// Every throwing function of this module throws this type. Callers branch on ``code``; ``message`` is for people
/// and carries no block payload.
package struct ContentError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure; new members may appear, so a `switch` over codes needs a default.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The stable name of the code.
        package let name: String

        private init(_ name: String) {
            self.name = name
        }

        /// The stable name of the code.
        package var description: String { name }

        /// Input ended before the value did.
        package static let truncated = Code("truncated")
        /// A varint is not minimal or too long.
        package static let invalidVarint = Code("invalidVarint")
        /// Text is not valid in its multibase.
        package static let invalidMultibase = Code("invalidMultibase")
        /// Bytes are not a multihash.
        package static let invalidMultihash = Code("invalidMultihash")
        /// Bytes or text are not a CID.
        package static let invalidCID = Code("invalidCID")
        /// A block does not hash to its CID.
        package static let hashMismatch = Code("hashMismatch")
        /// A block is named by a hash function that this build does not compute.
        package static let unsupportedHash = Code("unsupportedHash")
        /// A block has a codec that this operation cannot read.
        package static let unsupportedCodec = Code("unsupportedCodec")
        /// Bytes are not a strict DAG-PB node.
        package static let invalidDAGPB = Code("invalidDAGPB")
        /// Bytes are not a UnixFS node, or the node breaks a UnixFS rule.
        package static let invalidUnixFS = Code("invalidUnixFS")
        /// Bytes are not strict DAG-CBOR.
        package static let invalidDAGCBOR = Code("invalidDAGCBOR")
        /// Bytes are not a CAR stream.
        package static let invalidCAR = Code("invalidCAR")
        /// A named limit would be passed.
        package static let limitExceeded = Code("limitExceeded")
        /// A path segment does not exist.
        package static let notFound = Code("notFound")
        /// A path or a listing crosses something that has no entries.
        package static let notADirectory = Code("notADirectory")
        /// A read was asked of something that is not a file.
        package static let notAFile = Code("notAFile")
        /// A file name is not allowed.
        package static let invalidName = Code("invalidName")
        /// A directory holds one name twice.
        package static let duplicateName = Code("duplicateName")
        /// Two names share all bits of their HAMT hash.
        package static let hashCollision = Code("hashCollision")
    }

    /// The kind of failure.
    package let code: Code
    /// What happened, where, and what to do next, for people.
    package let message: String
    /// The error that led to this one, if any.
    package let cause: (any Error)?

    /// Makes an error.
    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The code, the message and the chain of causes in one line.
    package var description: String {
        guard let cause else { return "\(code): \(message)" }
        return "\(code): \(message) (cause: \(cause))"
    }
}
