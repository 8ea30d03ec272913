import CWasmtime

/// Arguments, variables, clocks, randomness and the end of the program.
extension HostFunction {
    static var processFunctions: [HostFunction] {
        [
            HostFunction("args_sizes_get", "ii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    try call.run.storeSizes(call.run.argumentSizes(), call.memory, call.u32(0), call.u32(1))
                }
            },
            HostFunction("args_get", "ii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    try call.run.writeArguments(call.memory, pointers: call.u32(0), buffer: call.u32(1))
                }
            },
            HostFunction("environ_sizes_get", "ii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    try call.run.storeSizes(call.run.variableSizes(), call.memory, call.u32(0), call.u32(1))
                }
            },
            HostFunction("environ_get", "ii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    try call.run.writeVariables(call.memory, pointers: call.u32(0), buffer: call.u32(1))
                }
            },
            HostFunction("clock_res_get", "ii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    try call.memory.store(try call.run.clock.resolution(call.u32(0)), at: call.u32(1))
                }
            },
            HostFunction("clock_time_get", "ili") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    try call.memory.store(try call.run.clock.now(call.u32(0)), at: call.u32(2))
                }
            },
            HostFunction("random_get", "ii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    try call.run.fillRandom(try call.memory.bytes(call.u32(0), call.u32(1)))
                }
            },
            HostFunction("poll_oneoff", "iiii") { environment, caller, values, _ in
                HostCall.serve(environment, caller, values) { call throws(WasiErrno) in
                    let count = try call.run.poll(
                        call.memory,
                        subscriptions: call.u32(0),
                        events: call.u32(1),
                        count: call.u32(2)
                    )
                    try call.memory.store(count, at: call.u32(3))
                }
            },
            HostFunction("sched_yield", "") { _, _, values, _ in
                values?[0].i64 = 0
                return nil
            },
            HostFunction("proc_exit", "i", returnsNothing: true) { environment, caller, values, _ in
                guard let environment, let values else { return nil }
                let functions = UnsafePointer(environment.assumingMemoryBound(to: cwt_functions.self))
                let context = functions.pointee.wasmtime_caller_context(caller)
                if let data = functions.pointee.wasmtime_context_get_data(context) {
                    Unmanaged<WasiContext>.fromOpaque(data).takeUnretainedValue().ending = .exit(values[0].i32)
                }
                return functions.pointee.wasmtime_trap_new("exit", 4)
            },
        ]
    }

    /// Signals and sockets do not exist here; neither does the network.
    static var otherFunctions: [HostFunction] {
        [
            refusal("proc_raise", "i"), refusal("sock_accept", "iii"), refusal("sock_recv", "iiiiii"),
            refusal("sock_send", "iiiii"), refusal("sock_shutdown", "ii"), refusal("path_link", "iiiiiii"),
            // Bacalhau's own import, twelve parameters; 4 says "not allowed". Even where the task may use the network
            // the answer is the same: this engine has no HTTP client yet.
            HostFunction(module: http, "http_request", "iiiiiiiiiiii") { _, _, values, _ in
                values?[0].i64 = 4
                return nil
            },
        ]
    }

    private static func refusal(_ name: String, _ signature: String) -> HostFunction {
        HostFunction(name, signature) { _, _, values, _ in
            values?[0].i64 = Int64(WasiErrno.notSupported.code)
            return nil
        }
    }
}
