import CWasmtime
import ContentAddressing
import Core
import Glibc
import Synchronization

/// Gives modules ready to run, from memory, from the cache on disk, or compiled now.
///
/// Blocks the calling thread.
///
/// A module is compiled once, however many runs ask for it at the same time.
final class ModuleStore: Sendable {
    private struct Key: Hashable {
        var digest: Digest256
        /// Linked modules take their memory on demand: one run needs several instances.
        var isLinked: Bool
    }

    private struct State {
        var loaded: [Key: (module: LoadedModule, lastUse: UInt64)] = [:]
        var inFlight: Set<Key> = []
        var uses: UInt64 = 0
    }

    private let library: WasmtimeLibrary
    private let settings: WasmSettings
    private let ticker: EpochTicker
    private let cache: CompiledCache
    private let digests = DigestCache()
    private let pooled: EngineHost?
    private let onDemand = Mutex<EngineHost?>(nil)
    private let state = ConditionLock(State())

    init(library: WasmtimeLibrary, settings: WasmSettings, ticker: EpochTicker) throws {
        self.library = library
        self.settings = settings
        self.ticker = ticker
        self.cache = try CompiledCache(path: settings.cachePath, bytesMax: settings.cacheBytesMax)
        // Without the address space for a pool everything still works, only slower.
        let slots = settings.concurrentRunsMax + 1
        pooled = settings.usesPool ? try? EngineHost(library: library, allocation: .pool(slots: slots)) : nil
        if let pooled { ticker.add(pooled) }
    }

    /// True when instances take their memory from a pool.
    var isPooled: Bool { pooled != nil }

    /// The module; `name` is for messages.
    ///
    /// Throws `validation` or `tooLarge` when the module itself is at fault, which it is everywhere.
    func module(
        _ source: ModuleSource,
        named name: String,
        isLinked: Bool,
        cancel: CancelFlag
    ) throws(CoreError) -> LoadedModule {
        guard source.size <= UInt64(settings.compile.moduleBytesMax) else {
            throw CoreError(
                .tooLarge,
                "the module '\(name)' has \(source.size) bytes; this node compiles up to "
                    + "\(settings.compile.moduleBytesMax)",
                hint: "strip debug information from it",
                component: "wasm"
            )
        }
        let key = Key(digest: try digests.digest(of: source, named: name), isLinked: isLinked)
        if let module = claim(key) { return module }
        do throws(CoreError) {
            let module = try build(key, source, name, cancel)
            finish(key, module)
            return module
        } catch {
            finish(key, nil)
            throw error
        }
    }

    /// The module when it is loaded and its digest is known; does not block.
    func loadedModule(_ source: ModuleSource) -> LoadedModule? {
        guard let digest = digests.known(source) else { return nil }
        let key = Key(digest: digest, isLinked: false)
        return state.withLock { state in
            guard let module = state.loaded[key]?.module else { return nil }
            state.uses += 1
            state.loaded[key]?.lastUse = state.uses
            return module
        }
    }

    /// The module if it is loaded; nil when the caller has to build it, and nobody else does meanwhile.
    private func claim(_ key: Key) -> LoadedModule? {
        state.waitFor { state -> LoadedModule?? in
            if let module = state.loaded[key]?.module {
                state.uses += 1
                state.loaded[key]?.lastUse = state.uses
                return .some(module)
            }
            return state.inFlight.insert(key).inserted ? .some(nil) : nil
        }
    }

    private func finish(_ key: Key, _ module: LoadedModule?) {
        state.withLock { state in
            state.inFlight.remove(key)
            guard let module else { return }
            state.uses += 1
            state.loaded[key] = (module, state.uses)
            if state.loaded.count > settings.loadedModulesMax,
                let oldest = state.loaded.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.loaded[oldest.key] = nil
            }
        }
        state.signalAll()
    }

    // MARK: - Making a module

    private func build(
        _ key: Key,
        _ source: ModuleSource,
        _ name: String,
        _ cancel: CancelFlag
    ) throws(CoreError) -> LoadedModule {
        let cached = try coreError { try cache.lookUp(key.digest) }
        if let cached, let module = try? load(cached, isLinked: key.isLinked) { return module }
        cache.remove(key.digest)
        let bytes = try source.read(name)
        guard SHA256Hasher.digest(of: bytes) == key.digest else {
            throw CoreError(.io, "the module '\(name)' changed while it was read", component: "wasm")
        }
        let settings = settings.compile
        if bytes.count <= settings.inProcessBytesMax {
            let compiled = try WasmCompiler.compile(bytes, try onDemandHost())
            let file = cache.temporaryPath(".cwasm")
            try coreError { try CompiledCache.writeFile(file, compiled) }
            return try load(adopt(file, key.digest), isLinked: key.isLinked)
        }
        guard !settings.command.isEmpty else {
            throw CoreError(
                .unavailable,
                "the module '\(name)' has \(bytes.count) bytes; without a compiler command only modules up to "
                    + "\(settings.inProcessBytesMax) are compiled",
                component: "wasm"
            )
        }
        let input = cache.temporaryPath(".wasm")
        let output = cache.temporaryPath(".cwasm")
        defer {
            unlink(input)
            unlink(output)
        }
        try coreError { try CompiledCache.writeFile(input, bytes) }
        try CompilerProcess.compile(
            input: input,
            output: output,
            library: library.path,
            settings: settings,
            isCancelled: { cancel.isSet }
        )
        return try load(adopt(output, key.digest), isLinked: key.isLinked)
    }

    private func adopt(_ file: String, _ digest: Digest256) throws(CoreError) -> String {
        try coreError { try cache.adopt(file, for: digest) }
    }

    /// Loads compiled code: into the pool when it fits a slot there, else on demand.
    private func load(_ file: String, isLinked: Bool) throws(CoreError) -> LoadedModule {
        if !isLinked, let pooled, let module = try? Self.deserialize(file, pooled) { return module }
        return try Self.deserialize(file, try onDemandHost())
    }

    private static func deserialize(_ file: String, _ host: EngineHost) throws(CoreError) -> LoadedModule {
        var module: OpaquePointer?
        let failure = host.functions.pointee.wasmtime_module_deserialize_file(host.engine, file, &module)
        if let failure {
            throw host.library.coreError(.corrupt, "the compiled module \(file) cannot be loaded", failure)
        }
        guard let module else { throw CoreError(.corrupt, "the compiled module \(file) is empty", component: "wasm") }
        return LoadedModule(host: host, module: module)
    }

    private func onDemandHost() throws(CoreError) -> EngineHost {
        try coreError {
            try onDemand.withLock { host in
                if let host { return host }
                let made = try EngineHost(library: library, allocation: .onDemand)
                ticker.add(made)
                host = made
                return made
            }
        }
    }

    /// Everything below throws `CoreError`s only; this says so to the compiler.
    private func coreError<Result>(_ body: () throws -> Result) throws(CoreError) -> Result {
        do {
            return try body()
        } catch let error as CoreError {
            throw error
        } catch {
            throw CoreError(.internalError, "unexpected error", component: "wasm", cause: "\(error)")
        }
    }
}
