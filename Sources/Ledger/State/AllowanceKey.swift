import Settlement

/// Names what one account may take of another's money.
struct AllowanceKey: Hashable, Comparable, Sendable {
    var parent: AccountID
    var child: AccountID

    static func < (left: AllowanceKey, right: AllowanceKey) -> Bool {
        (left.parent, left.child) < (right.parent, right.child)
    }
}
