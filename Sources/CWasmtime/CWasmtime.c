#include "CWasmtime.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

/// Finds one symbol; on failure says which one, closes nothing (the library's threads may run) and returns false.
static bool find(void *library, const char *name, void **slot, char *reason, size_t capacity) {
  *slot = dlsym(library, name);
  if (*slot) return true;
  snprintf(reason, capacity, "it has no symbol %s: another major version than 50", name);
  return false;
}

const cwt_functions *cwt_load(const char *path, char *reason, size_t capacity) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char *text = dlerror();
    snprintf(reason, capacity, "%s", text ? text : "the dynamic loader gave no reason");
    return NULL;
  }
  cwt_functions *table = calloc(1, sizeof *table);
  if (!table) {
    snprintf(reason, capacity, "out of memory");
    return NULL;
  }
#define X(result, name, parameters)                                        \
  if (!find(library, #name, (void **)&table->name, reason, capacity)) {    \
    free(table);                                                           \
    return NULL;                                                           \
  }
  CWT_FUNCTIONS(X)
#undef X
  return table;
}
