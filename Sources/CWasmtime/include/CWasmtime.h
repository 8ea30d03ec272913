// Own declarations of the part of Wasmtime's C interface (major version 50) that the engine uses, and a table of its
// functions that is filled at run time. No upstream header is needed to build, and no library to start.
#ifndef CWASMTIME_H
#define CWASMTIME_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Only the table's members are marked: a filled table has them all, so that no call has to check.
#pragma clang diagnostic ignored "-Wnullability-completeness"

typedef struct wasm_config_t wasm_config_t;
typedef struct wasm_engine_t wasm_engine_t;
typedef struct wasm_valtype_t wasm_valtype_t;
typedef struct wasm_functype_t wasm_functype_t;
typedef struct wasm_externtype_t wasm_externtype_t;
typedef struct wasm_memorytype_t wasm_memorytype_t;
typedef struct wasm_importtype_t wasm_importtype_t;
typedef struct wasm_exporttype_t wasm_exporttype_t;
typedef struct wasm_trap_t wasm_trap_t;
typedef struct wasm_frame_t wasm_frame_t;
typedef struct wasmtime_error_t wasmtime_error_t;
typedef struct wasmtime_module_t wasmtime_module_t;
typedef struct wasmtime_store_t wasmtime_store_t;
typedef struct wasmtime_context_t wasmtime_context_t;
typedef struct wasmtime_linker_t wasmtime_linker_t;
typedef struct wasmtime_instance_pre_t wasmtime_instance_pre_t;
typedef struct wasmtime_caller_t wasmtime_caller_t;
typedef struct wasmtime_pooling_allocation_config_t wasmtime_pooling_allocation_config_t;

typedef struct { size_t size; uint8_t *data; } wasm_byte_vec_t;
typedef struct { size_t size; wasm_frame_t **data; } wasm_frame_vec_t;
typedef struct { size_t size; wasm_valtype_t **data; } wasm_valtype_vec_t;
typedef struct { size_t size; wasm_importtype_t **data; } wasm_importtype_vec_t;
typedef struct { size_t size; wasm_exporttype_t **data; } wasm_exporttype_vec_t;

typedef struct { uint64_t store_id; void *private1; } wasmtime_func_t;
typedef struct { uint64_t store_id; size_t private1; } wasmtime_instance_t;
typedef struct { struct { uint64_t store_id; uint32_t private1; } inner; uint32_t private2; } wasmtime_memory_t;
typedef struct { uint64_t store_id; uint32_t private1; uint32_t private2; void *private3; } wasmtime_ref_t;

typedef union { wasmtime_func_t func; wasmtime_memory_t memory; uint8_t pad[24]; } wasmtime_extern_union_t;
typedef struct { uint8_t kind; wasmtime_extern_union_t of; } wasmtime_extern_t;
enum { CWT_EXTERN_FUNC = 0, CWT_EXTERN_GLOBAL = 1, CWT_EXTERN_TABLE = 2, CWT_EXTERN_MEMORY = 3 };

typedef union { int32_t i32; int64_t i64; float f32; double f64; wasmtime_ref_t ref; uint8_t v128[16]; } wasmtime_valunion_t;
typedef struct { uint8_t kind; wasmtime_valunion_t of; } wasmtime_val_t;
enum { CWT_I32 = 0, CWT_I64 = 1, CWT_F32 = 2, CWT_F64 = 3 };

// A value without its type, as the unchecked calls pass it: sixteen bytes, scalars first, little-endian.
typedef union { int32_t i32; int64_t i64; uint64_t words[2]; } wasmtime_val_raw_t;

_Static_assert(sizeof(wasmtime_val_t) == 32, "layout of wasmtime_val_t");
_Static_assert(sizeof(wasmtime_extern_t) == 32, "layout of wasmtime_extern_t");
_Static_assert(sizeof(wasmtime_val_raw_t) == 16, "layout of wasmtime_val_raw_t");
_Static_assert(sizeof(wasmtime_memory_t) == 24, "layout of wasmtime_memory_t");

typedef void (*cwt_finalizer_t)(void *);
typedef wasm_trap_t *(*cwt_host_function_t)(void *env, wasmtime_caller_t *caller, wasmtime_val_raw_t *values, size_t count);
typedef wasmtime_error_t *(*cwt_epoch_callback_t)(wasmtime_context_t *context, void *data, uint64_t *delta, uint8_t *kind);

// X(return type, name, (parameters))
#define CWT_FUNCTIONS(X) \
  X(wasm_config_t *, wasm_config_new, (void)) \
  X(void, wasmtime_config_consume_fuel_set, (wasm_config_t *, bool)) \
  X(void, wasmtime_config_epoch_interruption_set, (wasm_config_t *, bool)) \
  X(void, wasmtime_config_max_wasm_stack_set, (wasm_config_t *, size_t)) \
  X(void, wasmtime_config_cranelift_nan_canonicalization_set, (wasm_config_t *, bool)) \
  X(void, wasmtime_config_wasm_relaxed_simd_deterministic_set, (wasm_config_t *, bool)) \
  X(void, wasmtime_config_wasm_threads_set, (wasm_config_t *, bool)) \
  X(void, wasmtime_config_wasm_memory64_set, (wasm_config_t *, bool)) \
  X(void, wasmtime_config_parallel_compilation_set, (wasm_config_t *, bool)) \
  X(void, wasmtime_config_memory_reservation_set, (wasm_config_t *, uint64_t)) \
  X(void, wasmtime_config_memory_guard_size_set, (wasm_config_t *, uint64_t)) \
  X(wasmtime_pooling_allocation_config_t *, wasmtime_pooling_allocation_config_new, (void)) \
  X(void, wasmtime_pooling_allocation_config_delete, (wasmtime_pooling_allocation_config_t *)) \
  X(void, wasmtime_pooling_allocation_config_total_memories_set, (wasmtime_pooling_allocation_config_t *, uint32_t)) \
  X(void, wasmtime_pooling_allocation_config_total_tables_set, (wasmtime_pooling_allocation_config_t *, uint32_t)) \
  X(void, wasmtime_pooling_allocation_config_total_core_instances_set, (wasmtime_pooling_allocation_config_t *, uint32_t)) \
  X(void, wasmtime_pooling_allocation_config_total_stacks_set, (wasmtime_pooling_allocation_config_t *, uint32_t)) \
  X(void, wasmtime_pooling_allocation_config_total_gc_heaps_set, (wasmtime_pooling_allocation_config_t *, uint32_t)) \
  X(void, wasmtime_pooling_allocation_config_max_memory_size_set, (wasmtime_pooling_allocation_config_t *, size_t)) \
  X(void, wasmtime_pooling_allocation_config_table_elements_set, (wasmtime_pooling_allocation_config_t *, size_t)) \
  X(void, wasmtime_pooling_allocation_config_max_unused_warm_slots_set, (wasmtime_pooling_allocation_config_t *, uint32_t)) \
  X(void, wasmtime_pooling_allocation_config_linear_memory_keep_resident_set, (wasmtime_pooling_allocation_config_t *, size_t)) \
  X(void, wasmtime_pooling_allocation_config_table_keep_resident_set, (wasmtime_pooling_allocation_config_t *, size_t)) \
  X(void, wasmtime_pooling_allocation_strategy_set, (wasm_config_t *, const wasmtime_pooling_allocation_config_t *)) \
  X(wasm_engine_t *, wasm_engine_new_with_config, (wasm_config_t *)) \
  X(void, wasm_engine_delete, (wasm_engine_t *)) \
  X(void, wasmtime_engine_increment_epoch, (wasm_engine_t *)) \
  X(wasmtime_error_t *, wasmtime_wat2wasm, (const char *, size_t, wasm_byte_vec_t *)) \
  X(void, wasm_byte_vec_delete, (wasm_byte_vec_t *)) \
  X(wasmtime_error_t *, wasmtime_module_new, (wasm_engine_t *, const uint8_t *, size_t, wasmtime_module_t **)) \
  X(void, wasmtime_module_delete, (wasmtime_module_t *)) \
  X(wasmtime_error_t *, wasmtime_module_serialize, (wasmtime_module_t *, wasm_byte_vec_t *)) \
  X(wasmtime_error_t *, wasmtime_module_deserialize, (wasm_engine_t *, const uint8_t *, size_t, wasmtime_module_t **)) \
  X(wasmtime_error_t *, wasmtime_module_deserialize_file, (wasm_engine_t *, const char *, wasmtime_module_t **)) \
  X(void, wasmtime_module_imports, (const wasmtime_module_t *, wasm_importtype_vec_t *)) \
  X(void, wasmtime_module_exports, (const wasmtime_module_t *, wasm_exporttype_vec_t *)) \
  X(void, wasm_importtype_vec_delete, (wasm_importtype_vec_t *)) \
  X(void, wasm_exporttype_vec_delete, (wasm_exporttype_vec_t *)) \
  X(const wasm_byte_vec_t *, wasm_importtype_module, (const wasm_importtype_t *)) \
  X(const wasm_byte_vec_t *, wasm_importtype_name, (const wasm_importtype_t *)) \
  X(const wasm_externtype_t *, wasm_importtype_type, (const wasm_importtype_t *)) \
  X(const wasm_byte_vec_t *, wasm_exporttype_name, (const wasm_exporttype_t *)) \
  X(const wasm_externtype_t *, wasm_exporttype_type, (const wasm_exporttype_t *)) \
  X(uint8_t, wasm_externtype_kind, (const wasm_externtype_t *)) \
  X(const wasm_functype_t *, wasm_externtype_as_functype_const, (const wasm_externtype_t *)) \
  X(const wasm_memorytype_t *, wasm_externtype_as_memorytype_const, (const wasm_externtype_t *)) \
  X(const wasm_valtype_vec_t *, wasm_functype_params, (const wasm_functype_t *)) \
  X(const wasm_valtype_vec_t *, wasm_functype_results, (const wasm_functype_t *)) \
  X(uint64_t, wasmtime_memorytype_minimum, (const wasm_memorytype_t *)) \
  X(wasmtime_store_t *, wasmtime_store_new, (wasm_engine_t *, void *, cwt_finalizer_t)) \
  X(void, wasmtime_store_delete, (wasmtime_store_t *)) \
  X(wasmtime_context_t *, wasmtime_store_context, (wasmtime_store_t *)) \
  X(void, wasmtime_store_limiter, (wasmtime_store_t *, int64_t, int64_t, int64_t, int64_t, int64_t)) \
  X(void, wasmtime_store_epoch_deadline_callback, (wasmtime_store_t *, cwt_epoch_callback_t, void *, cwt_finalizer_t)) \
  X(void *, wasmtime_context_get_data, (const wasmtime_context_t *)) \
  X(wasmtime_error_t *, wasmtime_context_set_fuel, (wasmtime_context_t *, uint64_t)) \
  X(wasmtime_error_t *, wasmtime_context_get_fuel, (const wasmtime_context_t *, uint64_t *)) \
  X(void, wasmtime_context_set_epoch_deadline, (wasmtime_context_t *, uint64_t)) \
  X(wasmtime_linker_t *, wasmtime_linker_new, (wasm_engine_t *)) \
  X(wasmtime_linker_t *, wasmtime_linker_clone, (const wasmtime_linker_t *)) \
  X(void, wasmtime_linker_delete, (wasmtime_linker_t *)) \
  X(wasmtime_error_t *, wasmtime_linker_define_func_unchecked, (wasmtime_linker_t *, const char *, size_t, const char *, size_t, const wasm_functype_t *, cwt_host_function_t, void *, cwt_finalizer_t)) \
  X(wasmtime_error_t *, wasmtime_linker_define_instance, (wasmtime_linker_t *, wasmtime_context_t *, const char *, size_t, const wasmtime_instance_t *)) \
  X(wasmtime_error_t *, wasmtime_linker_instantiate, (const wasmtime_linker_t *, wasmtime_context_t *, const wasmtime_module_t *, wasmtime_instance_t *, wasm_trap_t **)) \
  X(wasmtime_error_t *, wasmtime_linker_instantiate_pre, (const wasmtime_linker_t *, const wasmtime_module_t *, wasmtime_instance_pre_t **)) \
  X(wasmtime_error_t *, wasmtime_instance_pre_instantiate, (const wasmtime_instance_pre_t *, wasmtime_context_t *, wasmtime_instance_t *, wasm_trap_t **)) \
  X(void, wasmtime_instance_pre_delete, (wasmtime_instance_pre_t *)) \
  X(bool, wasmtime_instance_export_get, (wasmtime_context_t *, const wasmtime_instance_t *, const char *, size_t, wasmtime_extern_t *)) \
  X(wasmtime_error_t *, wasmtime_func_call, (wasmtime_context_t *, const wasmtime_func_t *, const wasmtime_val_t *, size_t, wasmtime_val_t *, size_t, wasm_trap_t **)) \
  X(bool, wasmtime_caller_export_get, (wasmtime_caller_t *, const char *, size_t, wasmtime_extern_t *)) \
  X(wasmtime_context_t *, wasmtime_caller_context, (wasmtime_caller_t *)) \
  X(uint8_t *, wasmtime_memory_data, (const wasmtime_context_t *, const wasmtime_memory_t *)) \
  X(size_t, wasmtime_memory_data_size, (const wasmtime_context_t *, const wasmtime_memory_t *)) \
  X(wasm_valtype_t *, wasm_valtype_new, (uint8_t)) \
  X(void, wasm_valtype_vec_new, (wasm_valtype_vec_t *, size_t, wasm_valtype_t *const *)) \
  X(wasm_functype_t *, wasm_functype_new, (wasm_valtype_vec_t *, wasm_valtype_vec_t *)) \
  X(void, wasm_functype_delete, (wasm_functype_t *)) \
  X(wasm_trap_t *, wasmtime_trap_new, (const char *, size_t)) \
  X(bool, wasmtime_trap_code, (const wasm_trap_t *, uint8_t *)) \
  X(void, wasm_trap_message, (const wasm_trap_t *, wasm_byte_vec_t *)) \
  X(void, wasm_trap_trace, (const wasm_trap_t *, wasm_frame_vec_t *)) \
  X(void, wasm_trap_delete, (wasm_trap_t *)) \
  X(void, wasm_frame_vec_delete, (wasm_frame_vec_t *)) \
  X(uint32_t, wasm_frame_func_index, (const wasm_frame_t *)) \
  X(const wasm_byte_vec_t *, wasmtime_frame_func_name, (const wasm_frame_t *)) \
  X(wasmtime_error_t *, wasmtime_error_new, (const char *)) \
  X(void, wasmtime_error_message, (const wasmtime_error_t *, wasm_byte_vec_t *)) \
  X(void, wasmtime_error_wasm_trace, (const wasmtime_error_t *, wasm_frame_vec_t *)) \
  X(void, wasmtime_error_delete, (wasmtime_error_t *))

/// The functions of a loaded library; every member is set.
typedef struct {
#define X(result, name, parameters) result (*_Nonnull name) parameters;
  CWT_FUNCTIONS(X)
#undef X
} cwt_functions;

/// Opens the library at `path` and returns a new table of its functions, which is never freed.
///
/// Returns NULL and fills `reason` with a text of at most `capacity` bytes when the library, or any symbol of the list,
/// is missing.
const cwt_functions *_Nullable cwt_load(const char *_Nonnull path, char *_Nonnull reason, size_t capacity);

#endif
