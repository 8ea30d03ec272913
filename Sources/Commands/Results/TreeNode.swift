import ContentAddressing

/// What a CID is in a file tree.
enum TreeNode {
    case file(CID)
    case directory([DirectoryReader.Entry])
    case symlink(target: [UInt8])
}
