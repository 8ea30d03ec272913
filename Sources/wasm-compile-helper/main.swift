import Glibc
import WasmEngine

// Compiles one module as the product's hidden command does; tests start it as the engine's compiler.
exit(WasmCompiler.main(arguments: Array(CommandLine.arguments.dropFirst())))
