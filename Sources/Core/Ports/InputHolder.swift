package import ContentAddressing

/// Keeps content on this node for those who may have to fetch it from here.
package protocol InputHolder: Sendable {
    /// From now on what of these roots is here stays here, until it is released under the same name.
    func hold(_ roots: [CID], for name: String) async
    /// Nobody needs any more what was held under the name.
    func release(_ name: String)
}
