import Core

/// What is the same in all runs of a task: its parameters as read, its modules, checked and linked.
struct Program: Sendable {
    let parameters: WasmParameters
    let entry: LoadedModule
    let linked: [LinkedModule]
}
