import ContentAddressing
package import Settlement

extension AccountID {
    /// The account that 64 hexadecimal digits name; nil for anything else.
    package init?(hex text: String) {
        guard let digest = Digest256(hex: text) else { return nil }
        self.init(digest)
    }
}
