import Core

/// A module that another one imports from, under the name that it is imported by.
struct LinkedModule {
    var name: String
    var module: LoadedModule
}

/// Finds the modules that a module imports from, among the inputs of a task.
struct ModuleLinker {
    /// The most modules that one program may be made of.
    static let modulesMax = 32

    let store: ModuleStore
    let locator: ModuleLocator
    let parameters: WasmParameters
    let cancel: CancelFlag

    /// The modules that `entry` needs, each after those that it needs itself.
    ///
    /// Throws `validation` when something is imported that neither the engine nor an input offers.
    func resolve(_ entry: LoadedModule) throws(CoreError) -> [LinkedModule] {
        var found: [LinkedModule] = []
        var open: [String] = []
        try visit(entry, parameters.entryModule, &found, &open)
        return found
    }

    // As deep as the chain of imports, at most `modulesMax`.
    private func visit(
        _ module: LoadedModule,
        _ name: String,
        _ found: inout [LinkedModule],
        _ open: inout [String]
    ) throws(CoreError) {
        var missing: [String] = []
        for item in module.foreignImports where !found.contains(where: { $0.name == item.module }) {
            guard let source = locator.find(import: item.module, candidates: parameters.importModules) else {
                missing.append(item.module + "." + item.name)
                continue
            }
            guard !open.contains(item.module) else {
                throw CoreError(
                    .validation,
                    "the modules import each other in a circle at '\(item.module)'",
                    component: "wasm"
                )
            }
            guard found.count + open.count < Self.modulesMax else {
                throw CoreError(
                    .validation,
                    "the program is made of more than \(Self.modulesMax) modules",
                    component: "wasm"
                )
            }
            let imported = try store.module(source, named: item.module, isLinked: true, cancel: cancel)
            open.append(item.module)
            try visit(imported, item.module, &found, &open)
            open.removeLast()
            found.append(LinkedModule(name: item.module, module: imported))
        }
        guard missing.isEmpty else {
            let shown = missing.prefix(8).joined(separator: ", ") + (missing.count > 8 ? ", …" : "")
            throw CoreError(
                .validation,
                "the module '\(name)' imports \(shown), which is not offered",
                hint:
                    "the engine offers \(HostFunction.wasi) and \(HostFunction.http); another module is found when an "
                    + "input has the imported name as its target",
                component: "wasm"
            )
        }
    }
}
