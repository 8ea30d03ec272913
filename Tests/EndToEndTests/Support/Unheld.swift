/// Content that no node holds.
enum Unheld {
    /// The CID of a raw block with the text "nobody holds this text".
    static let cid = "bafkreietykb2tzvjyqhwpntw7b44viga2f3bsoutt4gvrksclzwk43o6mi"
}
