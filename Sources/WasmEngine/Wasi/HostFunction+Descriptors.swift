import CWasmtime

/// The functions on open descriptors.
extension HostFunction {
    static var descriptorFunctions: [HostFunction] { transferFunctions + statusFunctions + folderFunctions }

    private static var transferFunctions: [HostFunction] {
        [
            HostFunction("fd_write", "iiii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    try call.memory.store(try call.run.write(call.u32(0), try call.vectors(1)), at: call.u32(3))
                }
            },
            HostFunction("fd_read", "iiii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    try call.memory.store(try call.run.read(call.u32(0), try call.vectors(1)), at: call.u32(3))
                }
            },
            HostFunction("fd_pwrite", "iiili") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    let count = try call.run.write(call.u32(0), try call.vectors(1), at: call.u64(3))
                    try call.memory.store(count, at: call.u32(4))
                }
            },
            HostFunction("fd_pread", "iiili") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    let count = try call.run.read(call.u32(0), try call.vectors(1), at: call.u64(3))
                    try call.memory.store(count, at: call.u32(4))
                }
            },
            HostFunction("fd_seek", "ilii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    let position = try call.run.seek(call.u32(0), by: call.i64(1), whence: call.u32(2))
                    try call.memory.store(position, at: call.u32(3))
                }
            },
            HostFunction("fd_tell", "ii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    try call.memory.store(try call.run.seek(call.u32(0), by: 0, whence: 1), at: call.u32(1))
                }
            },
            HostFunction("fd_allocate", "ill") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    let (end, overflow) = call.u64(1).addingReportingOverflow(call.u64(2))
                    guard !overflow else { throw .fileTooBig }
                    try call.run.resize(call.u32(0), to: end, extendsOnly: true)
                }
            },
            HostFunction("fd_filestat_set_size", "il") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    try call.run.resize(call.u32(0), to: call.u64(1))
                }
            },
        ]
    }

    private static var statusFunctions: [HostFunction] {
        [
            HostFunction("fd_fdstat_get", "ii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    try call.run.writeDescriptorStatus(call.u32(0), call.memory, at: call.u32(1))
                }
            },
            HostFunction("fd_fdstat_set_flags", "ii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    try call.run.setFlags(call.u32(0), call.u32(1))
                }
            },
            // Rights follow from what is opened; giving some up is accepted and changes nothing.
            HostFunction("fd_fdstat_set_rights", "ill") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    _ = try call.run.files[call.u32(0)]
                }
            },
            HostFunction("fd_filestat_get", "ii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    try call.run.writeFileStatus(call.u32(0), call.memory, at: call.u32(1))
                }
            },
            HostFunction("fd_filestat_set_times", "illi") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    try call.run.checkTimesCanBeSet(call.u32(0))
                }
            },
            HostFunction("fd_advise", "illi") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    guard call.u32(3) <= 5 else { throw .invalid }
                    switch try call.run.files[call.u32(0)].target {
                    case .read, .written: return
                    case .input, .output: throw .illegalSeek
                    case .directory: throw .badDescriptor
                    }
                }
            },
            synchronization("fd_sync"), synchronization("fd_datasync"),
        ]
    }

    private static var folderFunctions: [HostFunction] {
        [
            HostFunction("fd_close", "i") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    try call.run.files.close(call.u32(0))
                }
            },
            HostFunction("fd_renumber", "ii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    try call.run.files.renumber(call.u32(0), to: call.u32(1))
                }
            },
            HostFunction("fd_prestat_get", "ii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    let name = try call.run.preopenName(of: call.u32(0))
                    try call.memory.store(UInt32(0), at: call.u32(1))
                    let (length, overflow) = call.u32(1).addingReportingOverflow(4)
                    guard !overflow else { throw .fault }
                    try call.memory.store(UInt32(name.utf8.count), at: length)
                }
            },
            HostFunction("fd_prestat_dir_name", "iii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    let name = try call.run.preopenName(of: call.u32(0))
                    let target = try call.memory.bytes(call.u32(1), call.u32(2))
                    guard target.count >= name.utf8.count else { throw .nameTooLong }
                    target.copyBytes(from: name.utf8)
                }
            },
            HostFunction("fd_readdir", "iiili") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    let buffer = try call.memory.bytes(call.u32(1), call.u32(2))
                    let used = try call.run.readDirectory(call.u32(0), buffer, cookie: call.u64(3))
                    try call.memory.store(used, at: call.u32(4))
                }
            },
        ]
    }

    /// Nothing has to reach a disk before the run ends.
    private static func synchronization(_ name: String) -> HostFunction {
        HostFunction(name, "i") { environment, caller, values, _ in
            HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                switch try call.run.files[call.u32(0)].target {
                case .input, .output: throw .invalid
                case .directory, .read, .written: return
                }
            }
        }
    }
}

extension WasiContext {
    /// The name that a preopened folder is known by; throws `badDescriptor` for every other descriptor.
    func preopenName(of descriptor: UInt32) throws(WasiErrno) -> String {
        if hasOnlyStandardFiles {
            let names = FileTable.preopenNames
            let (index, overflow) = descriptor.subtractingReportingOverflow(FileTable.firstPreopen)
            guard !overflow, index < names.count else { throw .badDescriptor }
            return names[Int(index)]
        }
        guard let name = try files[descriptor].preopenName else { throw .badDescriptor }
        return name
    }
}
