/// Where a value lies in a document; its text, such as `Tasks[0].Timeouts.ExecutionTimeout`, is made only when shown.
package indirect enum DocumentPath: Hashable, Sendable, CustomStringConvertible {
    /// The document itself.
    case root
    /// A member of the object at a path.
    case member(DocumentPath, String)
    /// An item of the array at a path.
    case item(DocumentPath, Int)

    /// The path as text; empty for the root.
    package var description: String {
        switch self {
        case .root: ""
        case .member(.root, let name): name
        case .member(let parent, let name): "\(parent).\(name)"
        case .item(let parent, let index): "\(parent)[\(index)]"
        }
    }

    /// The path of a member of the object here.
    package subscript(_ name: String) -> DocumentPath { .member(self, name) }

    /// The path of an item of the array here.
    package subscript(_ index: Int) -> DocumentPath { .item(self, index) }
}
