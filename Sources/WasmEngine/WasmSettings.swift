/// How the wasm engine is set up on a node.
package struct WasmSettings: Sendable {
    /// Where Wasmtime's shared library lies; nil means: look at the usual places.
    package var libraryPath: String?
    /// A folder of this user alone for compiled modules; made with mode 0700 when it is missing.
    package var cachePath: String
    /// The most bytes of compiled modules kept on disk; the longest unused go first.
    package var cacheBytesMax: Int64 = 4 << 30
    /// How many programs run at the same time; each has a thread of its own.
    package var concurrentRunsMax = 16
    /// How many runs may wait for a thread beyond those.
    package var waitingRunsMax = 100_000
    /// How many compiled modules stay loaded.
    package var loadedModulesMax = 128
    package var compile = CompileSettings()
    /// False gives every instance its memory by `mmap` instead of from a pool: slower, but no address space is kept.
    package var usesPool = true

    package init(cachePath: String) { self.cachePath = cachePath }
}

/// How modules are compiled.
package struct CompileSettings: Sendable {
    /// The command that compiles in a child process, such as `["/usr/bin/bacalhau", "internal", "compile-wasm"]`.
    ///
    /// The engine adds the arguments that `WasmCompiler.main` reads. Empty means: no child can be started.
    package var command: [String] = []
    /// Modules up to this size are compiled in this process, where nothing can stop the compiler.
    ///
    /// A child costs some tens of milliseconds; a module of this size costs a few, even a hostile one.
    package var inProcessBytesMax = 16 << 10
    /// Larger modules are refused.
    package var moduleBytesMax = 32 << 20
    /// Of the child.
    package var addressSpaceBytesMax: UInt64 = 8 << 30
    /// Of the child, all its threads together.
    package var cpuSecondsMax: UInt64 = 120
    package var wallTimeMax: Duration = .seconds(120)

    package init() {}
}
