import Foundation
import TestKit

/// A folder for one test, removed when nobody has it any more.
final class TempFolder: Sendable {
    private let folder: TemporaryFolder

    var path: String { folder.path }

    init() throws { folder = try TemporaryFolder() }

    deinit { folder.remove() }

    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String { try folder.write(Data(bytes), to: name) }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String { try folder.write(text, to: name) }
}

func readFile(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }
