import CWasmtime

/// The functions on paths.
extension HostFunction {
    static var pathFunctions: [HostFunction] { lookingFunctions + changingFunctions }

    private static var lookingFunctions: [HostFunction] {
        [
            HostFunction("path_open", "iiiiillii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    // The place for the answer is checked first: a descriptor that nobody learns of would stay open.
                    let answer = try call.memory.bytes(call.u32(8), 4)
                    let opened = try call.run.open(
                        call.u32(0),
                        try call.bytes(2),
                        follows: call.u32(1) & 1 != 0,
                        openFlags: call.u32(4),
                        rights: call.u64(5),
                        flags: call.u32(7)
                    )
                    answer.storeBytes(of: opened.littleEndian, as: UInt32.self)
                }
            },
            HostFunction("path_filestat_get", "iiiii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    try call.run.writePathStatus(
                        call.u32(0),
                        try call.bytes(2),
                        follows: call.u32(1) & 1 != 0,
                        call.memory,
                        at: call.u32(4)
                    )
                }
            },
            HostFunction("path_filestat_set_times", "iiiilli") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    try call.run.checkTimesCanBeSet(
                        call.u32(0),
                        try call.bytes(2),
                        follows: call.u32(1) & 1 != 0
                    )
                }
            },
            HostFunction("path_readlink", "iiiiii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    let buffer = try call.memory.bytes(call.u32(3), call.u32(4))
                    let count = try call.run.readLink(call.u32(0), try call.bytes(1), into: buffer)
                    try call.memory.store(count, at: call.u32(5))
                }
            },
        ]
    }

    private static var changingFunctions: [HostFunction] {
        [
            HostFunction("path_create_directory", "iii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    let place = try call.run.place(call.u32(0), try call.bytes(1), follows: false)
                    try call.run.fileSystem.createDirectory(at: place)
                }
            },
            HostFunction("path_remove_directory", "iii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    let place = try call.run.place(call.u32(0), try call.bytes(1), follows: false)
                    try call.run.fileSystem.removeDirectory(place)
                }
            },
            HostFunction("path_unlink_file", "iii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    let place = try call.run.place(call.u32(0), try call.bytes(1), follows: false)
                    try call.run.fileSystem.unlink(place)
                }
            },
            HostFunction("path_rename", "iiiiii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    try call.run.rename(call.u32(0), try call.bytes(1), call.u32(3), try call.bytes(4))
                }
            },
            HostFunction("path_symlink", "iiiii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    let target = Array(try call.bytes(0).prefix(WasiLimits.pathBytesMax + 1))
                    let place = try call.run.place(call.u32(2), try call.bytes(3), follows: false)
                    try call.run.fileSystem.createLink(to: target, at: place)
                }
            },
        ]
    }
}
