import Core

/// What a name in the guest's file system stands for.
enum FileNode {
    case directory(Directory)
    case input(InputFile)
    case output(OutputFile)
    case link(Link)

    var inode: UInt64 {
        switch self {
        case .directory(let node): node.inode
        case .input(let node): node.inode
        case .output(let node): node.inode
        case .link(let node): node.inode
        }
    }

    var fileType: UInt8 {
        switch self {
        case .directory: WasiFileType.directory
        case .input, .output: WasiFileType.regularFile
        case .link: WasiFileType.symbolicLink
        }
    }

    var size: UInt64 {
        switch self {
        case .directory: 0
        case .input(let node): node.size
        case .output(let node): UInt64(node.size)
        case .link(let node): UInt64(node.target.count)
        }
    }

    /// True when both are the same file, folder or link.
    func isSame(as other: FileNode) -> Bool {
        switch (self, other) {
        case (.directory(let left), .directory(let right)): left === right
        case (.input(let left), .input(let right)): left === right
        case (.output(let left), .output(let right)): left === right
        case (.link(let left), .link(let right)): left === right
        default: false
        }
    }
}

/// A symbolic link; its target is only ever looked up inside the guest's own file system.
final class Link {
    let inode: UInt64
    let target: [UInt8]

    init(inode: UInt64, target: [UInt8]) {
        self.inode = inode
        self.target = target
    }
}

/// Inode numbers that are the same in every run: from the path for inputs, counted for what the program creates.
enum Inode {
    static let root: UInt64 = 1

    /// The number of an input by its place (FNV-1a of the folder's number and the name), no created file's.
    static func child(of parent: UInt64, named name: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ parent
        hash = hash &* 0x0000_0100_0000_01B3
        for byte in name {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        return hash & 0x3FFF_FFFF_FFFF_FFFF | 2
    }

    /// The number of the nth thing that the program created.
    static func created(_ count: UInt64) -> UInt64 { 1 << 62 | count }
}
