import ContentAddressing
import Core

extension DirectoryReader.Entry {
    /// The name under which an entry of a folder may be written to a disk or mounted; throws `badRequest` for others.
    func fileName(in folder: CID) throws -> String {
        guard isSafeFileName(nameBytes), let fileName = String(validating: nameBytes, as: UTF8.self) else {
            throw CoreError.storage(
                .badRequest,
                "folder \(folder) has the entry \(name.debugDescription), which cannot be a file name"
            )
        }
        return fileName
    }
}
