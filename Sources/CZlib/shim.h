// C declarations for Storage: zlib, for gzip archives.
#include <zlib.h>

// Linux's syncfs(2), which the Glibc module leaves out: flushes the file system that an open file is on.
extern int syncfs(int fd);
