/// A value of dag-cbor's data model (IPLD spec "DAG-CBOR").
package enum DAGCBORValue: Hashable, Sendable {
    /// One key of a map with its value.
    package struct Field: Hashable, Sendable {
        /// The key.
        package let key: String
        /// The value.
        package let value: DAGCBORValue

        /// Pairs a key with a value.
        package init(_ key: String, _ value: DAGCBORValue) {
            self.key = key
            self.value = value
        }
    }

    /// Nothing.
    case null
    /// A truth value.
    case bool(Bool)
    /// A number from 0.
    case unsigned(UInt64)
    /// The number −1 − n, as CBOR counts negative numbers.
    case negative(UInt64)
    /// A finite number with a fraction.
    case float(Double)
    /// A byte string.
    case bytes([UInt8])
    /// A text string.
    case text(String)
    /// A list.
    case array([DAGCBORValue])
    /// A map; the encoder puts keys in order, the decoder gives them in order.
    case map([Field])
    /// A link to another block.
    case link(CID)

    /// The deepest nesting accepted.
    package static let depthMax = 128
    /// The most values in one block, counting lists, maps and what is in them; it bounds the memory a block can cost.
    package static let itemsMax = 1 << 20

    /// The value under `key` of a map, nil for another key or another kind.
    package subscript(key: String) -> DAGCBORValue? {
        guard case .map(let fields) = self else { return nil }
        return fields.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }

    /// The value that a path segment leads to: a key of a map or a decimal index of an array.
    func child(_ segment: [UInt8]) -> DAGCBORValue? {
        switch self {
        case .map(let fields):
            return fields.first { $0.key.utf8.elementsEqual(segment) }?.value
        case .array(let values):
            guard let index = Int(String(decoding: segment, as: UTF8.self)), values.indices.contains(index) else {
                return nil
            }
            return values[index]
        default:
            return nil
        }
    }

    /// All links inside the value, in the order of its bytes.
    package var links: [CID] {
        var found: [CID] = []
        collectLinks(into: &found)
        return found
    }

    private func collectLinks(into found: inout [CID]) {
        switch self {
        case .link(let cid): found.append(cid)
        case .array(let values): values.forEach { $0.collectLinks(into: &found) }
        case .map(let fields): fields.forEach { $0.value.collectLinks(into: &found) }
        default: break
        }
    }

    enum Major {
        static let unsigned: UInt8 = 0
        static let negative: UInt8 = 1
        static let bytes: UInt8 = 2
        static let text: UInt8 = 3
        static let array: UInt8 = 4
        static let map: UInt8 = 5
        static let tag: UInt8 = 6
        static let simple: UInt8 = 7
    }

    static let linkTag: UInt64 = 42

    /// Dag-cbor's order of map keys: shorter first, then bytewise.
    static func keyPrecedes(_ left: String, _ right: String) -> Bool {
        let leftCount = left.utf8.count
        let rightCount = right.utf8.count
        return leftCount == rightCount ? left.utf8.lexicographicallyPrecedes(right.utf8) : leftCount < rightCount
    }
}
